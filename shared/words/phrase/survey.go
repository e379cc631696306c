package phrase

// surveyTexts are what a customer reads behind the link to a survey. They suppose no reason and promise nothing.
var surveyTexts = map[string]text{
	"survey.title":      {"One question", "一个问题"},
	"survey.ask":        {"What has kept you from ordering lately?", "最近没有下单，是因为什么？"},
	"survey.price":      {"The price or the postage", "价格或运费不合适"},
	"survey.product":    {"The goods: choice or quality", "商品：品类或质量不合心意"},
	"survey.service":    {"Delivery or service", "配送或服务"},
	"survey.market":     {"I buy elsewhere, or need it no longer", "现在在别处购买，或不再需要"},
	"survey.technology": {"Ordering or paying did not work", "下单或付款不顺利"},
	"survey.political":  {"Customs, taxes or local rules", "所在地的海关、税费或规定"},
	"survey.other":      {"Something else", "其他原因"},
	"survey.back":       {"Nothing: I will be back", "没什么，我还会再来"},
	"survey.send":       {"Send my answer", "提交回答"},
	"survey.kept":       {"The shop keeps your answer with your orders. The same link changes it for as long as it works.", "店铺会将您的回答与您的订单一并保存。链接有效期内可用同一链接修改。"},

	"survey.thanks":   {"Thank you", "谢谢您"},
	"survey.answered": {"Your answer: %s.", "您的回答：%s。"},
	"survey.close":    {"There is nothing more to do; you can close this page.", "无需其他操作，您可以关闭此页面。"},
	"survey.change":   {"Change my answer", "修改回答"},

	"survey.refused":       {"This link does not work", "此链接无法使用"},
	"survey.refused.text":  {"It may have run out, or a part of it was lost on the way. Nothing was recorded.", "链接可能已过期，或复制时不完整。未做任何记录。"},
	"survey.unmarked":      {"No answer was marked", "尚未选择答案"},
	"survey.unmarked.text": {"Please go back, mark one of the answers and send it again. Nothing was recorded.", "请返回上一页，选择一个答案后重新提交。未做任何记录。"},
	"survey.later":         {"This did not work just now", "暂时无法处理"},
	"survey.later.text":    {"Please try again in a few minutes.", "请过几分钟再试。"},

	"survey.mail": {"If you would rather tell us by one click what has kept you from ordering:", "如果您愿意，也可以点一下告诉我们最近为何没有下单："},

	"console.note.answer":      {"%s: answered the survey: %s", "%s：回答了问卷：%s"},
	"console.note.answer.none": {"%s: answered the survey: none of the reasons it names", "%s：回答了问卷：不属于所列原因"},
}

package phrase

var taskTexts = map[string]text{
	"task.the_customer": {"the customer", "该客户"},

	"task.do.answer":      {"Please answer %s in person by %s.", "请在 %[2]s 前亲自答复%[1]s。"},
	"task.do.tell_result": {"Please tell %s by %s what became of the complaint.", "请在 %[2]s 前告知%[1]s投诉的处理结果。"},
	"task.do.call":        {"Please call %s by %s.", "请在 %[2]s 前致电%[1]s。"},
	"task.do.write":       {"Please write %s a few lines in person by %s.", "请在 %[2]s 前亲自给%[1]s写几句话。"},
	"task.do.message":     {"A message to %s is to be sent by %s.", "将在 %[2]s 前向%[1]s发送一条消息。"},

	"task.why.answer":      {"ticket %s of %s waits for an answer by a person", "工单 %s（%s）需要专人答复"},
	"task.why.tell_result": {"ticket %s was solved on %s; nobody has told the customer in person", "工单 %s 已于 %s 解决，尚未有人当面告知客户"},

	"task.sums": {"Profit of 12 months %s, at stake %s", "近 12 个月利润 %s，涉及风险 %s"},
	"task.owed": {"; this is owed whatever it costs.", "；此事理应去做，不计成本。"},
	"task.gate": {"; this is expected to save %s and costs %s.", "；预计可挽回 %s，成本 %s。"},

	"task.state.proposed":  {"proposed", "已提议"},
	"task.state.claimed":   {"being carried out", "执行中"},
	"task.state.open":      {"open", "待办"},
	"task.state.done":      {"done", "已完成"},
	"task.state.refused":   {"refused by its sum", "因不划算被拒"},
	"task.state.held_out":  {"held out, to measure what it brings", "留作对照，以衡量效果"},
	"task.state.cancelled": {"cancelled", "已取消"},
	"task.state.expired":   {"expired", "已过期"},
	"task.state.uncertain": {"uncertain, please look", "状态不明，请核查"},

	"task.why_not.cost":       {"what it can save is not more than it costs", "可挽回的金额不高于成本"},
	"task.why_not.holdout":    {"left alone so that lift can be measured", "不予打扰，以便衡量效果"},
	"task.why_not.ordered":    {"the customer has ordered", "客户已下单"},
	"task.why_not.no_alarm":   {"the silence is no longer remarkable", "沉默时间已不算异常"},
	"task.why_not.solved":     {"the ticket no longer waits for an answer", "工单已无需答复"},
	"task.why_not.reopened":   {"the ticket is open again", "工单已重新打开"},
	"task.why_not.gone":       {"what it was about is no longer known", "相关事实已不存在"},
	"task.why_not.consent":    {"consent was withdrawn", "客户已撤回同意"},
	"task.why_not.deadline":   {"its deadline has passed", "已过期限"},
	"task.why_not.night":      {"it is night where the customer lives", "客户当地正值夜间"},
	"task.why_not.cap":        {"the customer was contacted often enough", "联系次数已达上限"},
	"task.why_not.budget":     {"this month's budget is spent", "本月预算已用完"},
	"task.why_not.care_first": {"a serious complaint is still open", "仍有严重投诉未处理"},

	"result.reached":        {"Reached", "已联系上"},
	"result.no_answer":      {"No answer", "无人接听"},
	"result.call_back":      {"Call back", "约定回电"},
	"result.promise":        {"Promised to order", "承诺下单"},
	"result.exit_reason":    {"Why did they leave?", "流失原因？"},
	"result.recommendation": {"Recommended somebody", "推荐了他人"},
	"result.escalate":       {"Escalate", "上报"},
	"result.unpaid_risk":    {"May not pay", "有欠款风险"},
	"result.sent":           {"Sent", "已发送"},

	"ticket.question":  {"question", "咨询"},
	"ticket.complaint": {"complaint", "投诉"},
	"ticket.serious":   {"serious complaint", "严重投诉"},

	"evidence.lesson":    {"%s: told us so on %s", "%s：客户于 %s 亲口告知"},
	"evidence.complaint": {"%s: complaint in ticket %s (%s)", "%s：工单 %s 中的投诉（%s）"},
	"evidence.rating":    {"%s: rated ticket %s with %d of 5 (%s)", "%s：工单 %s 评分 %d/5（%s）"},
	"evidence.cancelled": {"%s: stated when order %s was cancelled (%s)", "%s：取消订单 %s 时说明（%s）"},
	"evidence.late":      {"%s: parcel for order %s came %s late (%s)", "%s：订单 %s 的包裹迟到 %s（%s）"},
	"evidence.returned":  {"%s: stated when order %s was sent back (%s)", "%s：订单 %s 退货时说明（%s）"},

	"mail.subject": {"A few lines from %s", "来自%s的问候"},

	"script.hello.answer":      {"Hello %s, thank you for telling us. I am sorry about it, and I would like to put it right.", "%s您好，感谢您告诉我们。对此我深表歉意，希望能为您处理好。"},
	"script.hello.tell_result": {"Hello %s, you had told us about a problem. May I tell you what we have done about it?", "%s您好，您之前向我们反映过一个问题，我可以向您说明处理结果吗？"},
	"script.hello.call":        {"Hello %s, we have not heard from you for a while. Do you have two minutes for a question?", "%s您好，有一段时间没有您的消息了。方便占用您两分钟请教一个问题吗？"},
	"script.hello.write":       {"Dear %s, we have not heard from you for a while, and I would like to ask how you are doing with what you bought.", "尊敬的%s，有一段时间没有您的消息了，想请问之前购买的商品用得还好吗？"},
	"script.hello.message":     {"Dear %s, we have not heard from you for a while.", "尊敬的%s，有一段时间没有您的消息了。"},

	"script.reason.price":      {"Was there something about our prices that did not suit you? I would like to understand it before I offer anything.", "是我们的价格有不合适的地方吗？在提供任何方案之前，我想先了解清楚。"},
	"script.reason.product":    {"Could you tell me what was wrong with the goods, so that I can have it replaced or put right?", "能否告诉我商品出了什么问题？我来安排更换或处理。"},
	"script.reason.service":    {"I know that we let you down last time, and I am sorry. Could you tell me how we can make up for it?", "我知道上次我们没有做好，非常抱歉。能否告诉我怎样弥补？"},
	"script.reason.market":     {"Has something changed in what you need? Could you tell me, so that we do not bother you with the wrong things?", "您的需求有变化吗？能否告诉我，以免我们用不合适的内容打扰您？"},
	"script.reason.technology": {"Did ordering work for you? If you tell me where it failed, I can place the order for you.", "下单过程顺利吗？如果哪里出了问题，请告诉我，我可以为您代下单。"},
	"script.reason.political":  {"Have rules on your side changed? Is there something we could do to meet them?", "贵方的规定有变化吗？我们能做些什么来配合？"},

	"script.ask.answer":      {"What would be a good outcome for you?", "您觉得怎样处理比较好？"},
	"script.ask.tell_result": {"Is that settled for you, or is there something left that I can do?", "这样处理您满意吗？还有什么我可以做的？"},
	"script.ask.call":        {"Is there something that we could do better for you?", "有什么我们可以为您做得更好的吗？"},
	"script.ask.write":       {"Is there something that we could do better? You can simply answer this.", "有什么我们可以做得更好的吗？直接回复即可。"},
	"script.ask.message":     {"If something was not right, please answer this message: a person will read it.", "如果有不满意之处，请直接回复本消息，会有专人阅读。"},
}

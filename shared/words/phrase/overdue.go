package phrase

var words = map[string]text{
	"list.comma":     {", ", "、"},
	"list.and":       {" and ", "和"},
	"days.one":       {"%s day", "%s 天"},
	"days.many":      {"%s days", "%s 天"},
	"customers.one":  {"%s customer", "%s 位客户"},
	"customers.many": {"%s customers", "%s 位客户"},
	"months.one":     {"%s month", "%s 个月"},
	"months.many":    {"%s months", "%s 个月"},

	"standing.prospect":  {"has not bought yet", "尚未购买"},
	"standing.active":    {"active", "活跃"},
	"standing.due":       {"due", "到期"},
	"standing.overdue":   {"overdue", "逾期"},
	"standing.at_risk":   {"at risk", "有流失风险"},
	"standing.exited":    {"lost", "已流失"},
	"standing.recovered": {"came back", "已挽回"},

	"tier.unknown": {"not ranked", "未分级"},
	"tier.apex":    {"apex", "顶级"},
	"tier.high":    {"high", "高级"},
	"tier.middle":  {"middle", "中级"},
	"tier.low":     {"low", "普通"},

	"reason.unknown":    {"unknown", "原因不明"},
	"reason.price":      {"price", "价格"},
	"reason.product":    {"product", "产品"},
	"reason.service":    {"service", "服务"},
	"reason.market":     {"market", "市场"},
	"reason.technology": {"technology", "技术"},
	"reason.political":  {"political", "政治"},

	"channel.email": {"e-mail", "邮件"},
	"channel.sms":   {"text message", "短信"},
	"channel.call":  {"call", "电话"},
	"channel.chat":  {"chat", "即时聊天"},
	"channel.desk":  {"reply in the ticket", "在工单中回复"},
}

var overdueTexts = map[string]text{
	"overdue.semicolon":     {"; ", "；"},
	"overdue.no_purchase":   {"has asked, has not bought yet", "有过询问，尚未购买"},
	"overdue.not_in_record": {"bought before; those %s orders are summed up, their days are not kept here", "曾购买；这 %s 笔订单只留合计，日期不在此处"},
	"overdue.silent":        {"silent for %s", "已沉默 %s"},
	"overdue.own_cycle":     {"own cycle about %s", "自身周期约 %s 天"},
	"overdue.store_cycle":   {"no cycle of their own yet, the shop's is about %s", "尚无自身周期，店铺周期约 %s 天"},
	"overdue.gaps_end":      {"%s such gaps end before %s", "此类间隔%s在第 %s 天之前结束"},
	"overdue.came_back":     {"came back after a silence of %s", "沉默 %s 后回购"},
	"overdue.nine_of_ten":   {"nine of ten", "十有九次"},
	"overdue.of":            {"%s of %s", "有 %s/%s "},
}

package phrase

// segmentTexts are the names of segments, and what is to be done about each stage.
var segmentTexts = map[string]text{
	"stage.prospect":   {"prospect", "潜在"},
	"stage.developing": {"developing", "开发期"},
	"stage.growing":    {"growing", "成长期"},
	"stage.mature":     {"mature", "成熟期"},
	"stage.declining":  {"declining", "衰退期"},
	"stage.exited":     {"lost", "已流失"},
	"stage.recovered":  {"came back", "已挽回"},

	"stage.do.prospect":   {"Answer the question they asked, and make the first order easy.", "答复其咨询，让首单更容易。"},
	"stage.do.developing": {"Make the second and third order happen: ask whether the first was as expected, show what goes with it.", "促成第二、第三单：询问首单是否满意，推荐相配商品。"},
	"stage.do.growing":    {"Widen what they buy, and keep every promise: habits are formed now.", "扩大购买范围，兑现每一项承诺：习惯正在形成。"},
	"stage.do.mature":     {"Thank them and ask what could be better; do not pay with discounts for what they buy anyhow.", "致谢并询问改进之处；不要用折扣去换本来就会有的订单。"},
	"stage.do.declining":  {"Find out why before offering anything; an owner's call comes first.", "先弄清原因再谈优惠；首先由客户经理致电。"},
	"stage.do.exited":     {"Try once, only where it is worth more than it costs; learn the reason.", "仅在值得时尝试一次；弄清原因。"},
	"stage.do.recovered":  {"Keep this order free of fault: a second disappointment is final.", "确保这一单万无一失：再次失望便无法挽回。"},

	"loyalty.potential": {"has not bought yet", "潜在客户"},
	"loyalty.new":       {"new", "新客户"},
	"loyalty.regular":   {"regular", "常客"},
	"loyalty.old":       {"old", "老客户"},
	"loyalty.loyal":     {"loyal", "忠诚客户"},

	"state.indefinite": {"undecided", "不确定"},
	"state.loyal":      {"loyal", "忠诚"},
	"state.switching":  {"comes and goes", "跳跃"},
	"state.repelled":   {"repelled", "排斥"},

	"pattern.unknown":   {"not known yet", "尚不清楚"},
	"pattern.regular":   {"regular", "规律"},
	"pattern.bulk":      {"in bulk", "批量"},
	"pattern.scattered": {"scattered", "零散"},
	"pattern.random":    {"random", "随机"},

	"spending.unknown": {"not known yet", "尚不清楚"},
	"spending.low":     {"low", "低"},
	"spending.mid":     {"middle", "中"},
	"spending.high":    {"high", "高"},

	"quality.unknown":      {"not known", "未知"},
	"quality.excellent":    {"excellent", "优秀"},
	"quality.good":         {"good", "良好"},
	"quality.acceptable":   {"acceptable", "可接受"},
	"quality.unacceptable": {"unacceptable", "不可接受"},

	"satisfaction.unknown":      {"not known", "未知"},
	"satisfaction.high":         {"highly satisfied", "非常满意"},
	"satisfaction.satisfied":    {"satisfied", "满意"},
	"satisfaction.dissatisfied": {"dissatisfied", "不满意"},

	"relationship.basic":       {"basic", "基本型"},
	"relationship.reactive":    {"reactive", "被动型"},
	"relationship.accountable": {"accountable", "负责型"},
	"relationship.proactive":   {"proactive", "能动型"},
	"relationship.partnership": {"partnership", "伙伴型"},

	"sales.unknown":     {"not known", "未知"},
	"sales.web":         {"the web shop", "网店"},
	"sales.app":         {"an app", "应用"},
	"sales.store":       {"the counter", "门店"},
	"sales.phone":       {"a person", "人工下单"},
	"sales.marketplace": {"a marketplace", "平台"},
	"sales.social":      {"a social network", "社交媒体"},
	"sales.other":       {"elsewhere", "其他"},

	"driver.complaint":   {"a complaint within eight weeks", "八周内投诉"},
	"driver.bad_rating":  {"a rating of 1 or 2", "评分 1 或 2"},
	"driver.good_rating": {"a rating of 4 or 5", "评分 4 或 5"},
	"driver.late_parcel": {"a parcel that came late", "包裹迟到"},
	"driver.refund":      {"money given back", "退款"},
	"driver.discounts":   {"mostly bought on discount", "多在优惠时购买"},
}

package phrase

var exitTexts = map[string]text{
	"exit.quarter":           {"Q%d", "第 %d 季度"},
	"exit.quarter_so_far":    {"Q%d so far", "第 %d 季度至今"},
	"exit.nobody_left":       {"%s: whoever had bought before it began had been lost by then, so there is no rate.", "%s：此前购买过的客户当时均已流失，因此没有流失率。"},
	"exit.nobody_yet":        {"%s: nobody had bought before it began, so nobody can have been lost yet.", "%s：此前尚无客户购买，因此还谈不上流失。"},
	"exit.lost":              {"%s: %s of %s lost (%s, before %s): %s.", "%s：%[3]s 位客户中流失 %[2]s 位（%[4]s，上期 %[5]s）：%[6]s。"},
	"exit.lost_none":         {"%s: %s of %s lost (%s, before %s).", "%s：%[3]s 位客户中流失 %[2]s 位（%[4]s，上期 %[5]s）。"},
	"exit.before_unknown":    {"not known", "未知"},
	"exit.cost":              {"That costs %s profit over %s (%s to %s). Strictly less than %s is worth spending on the reasons we control.", "由此在 %[2]s内损失利润 %[1]s（%[3]s 至 %[4]s）。针对我们能控制的原因，支出严格低于 %[5]s 才划算。"},
	"exit.cost_uncontrolled": {"That costs %s profit over %s (%s to %s). None of it is known to come from reasons we control, so no budget is justified yet.", "由此在 %[2]s内损失利润 %[1]s（%[3]s 至 %[4]s）。目前没有证据表明原因在我们控制之内，因此暂无可批预算。"},
	"exit.leaving":           {"Leaving now: %s, %s at stake. Approve strictly less than %s, what measures are expected to save of it.", "正在流失：%s，涉及利润 %s。批准的支出应严格低于 %s，即措施预计可挽回的金额。"},
	"exit.leaving_none":      {"Nobody is leaving now.", "目前没有客户正在流失。"},
	"exit.start_with":        {" Start with %s.", "请先联系%s。"},
	"exit.who":               {"%s (%s)", "%s（%s）"},
}

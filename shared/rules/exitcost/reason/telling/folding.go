package telling

import (
	"strings"
	"sync"
)

// simplified lists pairs of a traditional character and its simplified one, for those that
// stand in phrases.txt.
const simplified = "貴贵質质價价網网別别買买賣卖運运費费賬账單单產产壞坏損损過过氣气騙骗訴诉態态遲迟" +
	"誤误貨货發发錯错復复沒没無无問问題题臺台閃闪報报錄录陸陆係系統统術术進进舊旧時时" +
	"換换轉转離离開开區区遷迁國国際际關关閉闭業业務务員员環环壓压動动實实驗验視视種种" +
	"觀观場场責责規规則则許许讓让準准從从應应當当錢钱優优漲涨隱隐額额預预擔担負负寶宝" +
	"盡尽會会還还這这個个們们來来對对於于後后給给總总經经點点樣样較较華华為为與与東东" +
	"車车電电腦脑機机體体試试難难聽听說说話话請请謝谢講讲誰谁嗎吗麼么讀读號号戶户養养" +
	"寵宠貓猫長长畢毕學学職职鄉乡飛飞遠远邊边裡里裏里內内顏颜斷断線线縫缝漬渍髒脏爛烂" +
	"變变黴霉癢痒紅红腫肿藥药醫医療疗殘残殺杀傷伤鎖锁帳账碼码證证簽签約约訂订閱阅註注" +
	"冊册銷销選选擇择類类齊齐僅仅僱雇傭佣勞劳權权勢势爭争戰战黨党舉举議议稅税檢检執执" +
	"標标認认識识憑凭據据處处滿满厭厌惡恶禮礼聯联絡络絕绝敗败確确現现舖铺鋪铺館馆廳厅" +
	"廠厂倉仓庫库輸输遞递郵邮達达補补償偿賠赔競竞敵敌僞伪偽伪簡简雜杂複复細细緻致軟软" +
	"濕湿淨净掛挂鉤钩鏽锈鐵铁銅铜鋼钢災灾億亿萬万兩两雙双幾几歲岁週周間间貼贴團团購购" +
	"賺赚虧亏傾倾稱称嘆叹並并顯显盜盗殼壳啟启慘惨縮缩襪袜裝装針针圖图夢梦" +
	"測测悶闷脫脱掃扫雲云領领續续紙纸書书頁页項项終终調调盤盘農农隸隶繳缴廢废義义級级" +
	"頭头蟲虫熱热濟济緊紧聞闻鹹咸輕轻豐丰潤润陰阴陽阳諷讽燈灯異异減减歐欧幫帮鬧闹棄弃" +
	"懷怀師师獸兽剝剥搗捣鬆松穩稳結结樂乐煙烟圍围範范蓋盖邏逻輯辑纖纤衛卫絲丝鑰钥寫写" +
	"傳传顧顾訊讯徵征嚴严"

// folding returns what writes straight apostrophes and simplified characters.
var folding = sync.OnceValue(func() *strings.Replacer {
	pairs := []string{"’", "'", "‘", "'", "ʼ", "'", "`", "'"}
	runes := []rune(simplified)
	for i := 0; i+1 < len(runes); i += 2 {
		pairs = append(pairs, string(runes[i]), string(runes[i+1]))
	}
	return strings.NewReplacer(pairs...)
})

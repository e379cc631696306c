package deskwords

// ratingWords lists the whole words with which ratings begin: Zendesk's "Good, I'm
// satisfied" and "Bad, I'm unsatisfied", and the names of the scores of newer surveys.
// Languages are in the order of statusWords. Then come Hungarian, Greek, Ukrainian,
// Romanian, Arabic, Hebrew, Vietnamese, Thai, Indonesian and Malay, Bulgarian, Croatian and
// Serbian, Slovak, Slovenian, Lithuanian, Latvian, Estonian, Catalan, Hindi and Persian.
var ratingWords = table[uint8]{
	worst: `bad, terrible, awful, horrible, very bad, very poor, poor, worst, schlecht, sehr schlecht, mangelhaft,
		mauvais, mauvaise, très mauvais, mal, malo, mala, muy malo, muy mala, pésimo, mau, má, ruim,
		muito ruim, muito mau, péssimo, cattivo, cattiva, male, pessimo, pessima, scarso, slecht,
		heel slecht, zeer slecht,
		dåligt, dålig, mycket dåligt, dårlig, dårligt, meget dårlig, huono, erittäin huono, źle, zła,
		zły, bardzo źle, špatné, špatně, kötü, çok kötü, плохо, плохая, очень плохо, ужасно, 悪い, 悪かった, とても悪い, 非常に悪い,
		最悪, 差, 很差, 非常差, 差评, 差評, 糟糕, 很糟糕, 不好, 나쁨, 매우 나쁨, 별로, bad with comment,
		rossz, nagyon rossz, gyenge, κακή, κακό, κακός, κακά, πολύ κακή, πολύ κακό, απαίσια, χάλια, погано,
		погана, поганий,
		дуже погано, жахливо, rău, rea, slab, slabă, foarte rău, foarte slab, سيئ, سيء, سيئة, سيئ جدا,
		سيئ للغاية, ضعيف,
		רע, גרוע, לא טוב, גרוע מאוד, רע מאוד, tệ, xấu, kém, rất tệ, rất kém, không tốt, แย่, ไม่ดี, แย่มาก,
		เลว, ไม่ดี ฉันไม่พอใจ,
		buruk, jelek, sangat buruk, tidak baik, teruk, лошо, лоша, лош, много лошо, loše, loš, loša,
		vrlo loše, veoma loše,
		užasno, лоше, zlé, zle, zlý, veľmi zlé, slabo, slaba, zelo slabo, blogai, bloga, labai blogai, slikti, slikts,
		ļoti slikti, halb, halvasti, väga halb, dolent, molt dolent, malament, खराब, बुरा, बहुत खराब, بد, خیلی بد,
		one star, thumbs down, detractor, hated it, hate it, useless, the worst, disgusting, unacceptable,
		badwithcomment, bad rating,
		ungenügend, inakzeptabel, nul, nulle, inacceptable, inaceptable, inaccettabile, 太差, 太差了, 极差, 差劲, 垃圾,
		糟糕透了, 별로예요, 별로에요`,
	bad: `two stars, sad, dislike, mediocre, below average, needs improvement, could be better,
		not great, insufficient,
		inadequate, unzureichend, médiocre, insuffisant, insuficiente, insufficiente, não gostei,
		no me gustó, onvoldoende,
		otillräckligt, 不行, 不太好, 不怎么样, いまいち, イマイチ`,
	neutral: `neutral, ok, okay, fair, average, so so, so-so, mittelmäßig, geht so, moyen, correct,
		regular, normal, mais ou menos,
		neutro, così così, neutraal, redelijk, neutralny, orta, нейтрально, 普通, 普通です, どちらでもない, 一般, 中评, 中立, 보통,
		közepes, semleges, átlagos, ουδέτερη, ουδέτερο, μέτρια, μέτριο, середньо, нормально, neutru,
		acceptabil, mediu, محايد,
		متوسط, مقبول, عادي, בינוני, ניטרלי, סביר, bình thường, trung bình, trung lập, ปานกลาง, เฉยๆ, พอใช้,
		netral, biasa,
		biasa saja, sedang, cukup, неутрално, средно, neutralno, osrednje, neutrálne, priemerné,
		neutraliai, vidutiniškai,
		neitrāli, viduvēji, neutraalne, keskmine, ठीक, सामान्य, معمولی,
		three stars, passive, adequate, acceptable, ausreichend, befriedigend, 一般般, 还行, 还可以, 凑合, 그저 그래요`,
	good: `four stars, liked it, like, above average, ganz gut, recht gut, assez bien, assez bon,
		bastante bien, abbastanza bene, redelijk goed, 不错, 挺好`,
	best: `good, great, very good, excellent, amazing, best, gut, sehr gut, ausgezeichnet, bon, bonne,
		bien, très bien, très bon,
		excellente, bueno, buena, muy bueno, muy bien, excelente, bom, boa, muito bom, ótimo, buono, buona, bene,
		molto bene, ottimo, ottima, goed, heel goed, zeer goed, uitstekend, bra, mycket bra, god, godt, meget god,
		hyvä, erittäin hyvä, dobrze, dobra, dobry, bardzo dobrze, dobré, dobře, iyi, çok iyi, хорошо,
		отлично, очень хорошо,
		良い, 良かった, とても良い, 非常に良い, 好, 很好, 非常好, 好评, 好評, 좋음, 매우 좋음, good with comment,
		jó, nagyon jó, kiváló, kitűnő, καλή, καλό, καλά, καλός, πολύ καλή, πολύ καλό, πολύ καλά,
		εξαιρετική, εξαιρετικό, άριστη,
		άριστα, добре, добра, добрий, дуже добре, чудово, відмінно, bun, bună, bine, foarte bun,
		foarte bună, foarte bine,
		excelent, جيد, جيدة, جيد جدا, ممتاز, رائع, טוב, טוב מאוד, מצוין, מעולה, tốt, rất tốt, tuyệt vời, xuất sắc, ดี,
		ดีมาก, ยอดเยี่ยม, เยี่ยม, ดี ฉันพอใจ, bagus, baik, sangat baik, sangat bagus, luar biasa, добър,
		много добре, dobro,
		dobar, vrlo dobro, veoma dobro, odlično, добро, одлично, dobrý, veľmi dobré, výborné, zelo dobro, gerai, gera,
		labai gerai, puiku, labi, labs, ļoti labi, lieliski, hea, hästi, väga hea, suurepärane, bo, bé,
		molt bé, molt bo,
		अच्छा, बहुत अच्छा, उत्कृष्ट, خوب, خیلی خوب, عالی,
		five stars, thumbs up, promoter, awesome, perfect, fantastic, wonderful, superb, brilliant,
		loved it, love it, outstanding,
		goodwithcomment, good rating, perfekt, wunderbar, parfait, parfaite, perfecto, perfeito, perfetto,
		完美, 太棒了, 最高`,
}.read()

// satisfied are the beginnings of words that say that a customer is satisfied.
var satisfied = []string{
	"satisf", "happy", "positiv", "delighted", "pleased", "zufrieden", "content", "contento",
	"soddisf", "tevreden", "nöjd", "tilfreds",
	"fornøyd", "tyytyväi", "zadowol", "spokojen", "memnun", "довол", "удовлетвор", "満足", "满意", "滿意", "만족",
	"elégedett", "ικανοποιημέν", "ευχαριστημέν", "задоволен", "mulțumit", "mulţumit", "multumit",
	"راض", "رضا", "מרוצ",
	"hài lòng", "พอใจ", "puas", "zadovolj", "задовољ", "spokojn", "patenkint", "apmierināt", "rahul", "संतुष्ट",
}

// dissatisfied are the beginnings of words that say the contrary.
var dissatisfied = []string{
	"dissatisf", "unsatisf", "unhappy", "unzufrieden", "insatisf", "mécontent", "descontent",
	"insoddisf", "ontevreden", "missnöjd", "utilfreds", "misfornøyd", "tyytymät", "niezadowol",
	"disappoint", "frustrat", "frustriert", "angry", "upset", "annoyed", "negativ", "enttäusch", "verärgert",
	"déçu", "decepcion", "desapont", "delus", "deluden", "teleurgesteld", "besviken", "skuffe", "rozczarow",
	"zklam", "разочаров", "失望", "がっかり", "残念", "실망",
	"nespokojen", "недовол", "неудовлетвор", "不満", "不满", "不滿", "불만",
	"elégedetlen", "δυσαρεστημέν", "незадоволен", "nemulțumit", "nemulţumit", "nemultumit", "ناراض", "مستاء",
	"nu sunt mul", "nu am fost mul", "nu sunt satisf", "ไม่พอใจ", "ไม่พึงพอใจ", "nezadovolj",
	"незадовољ", "nespokojn", "nepatenkint", "neapmierināt", "असंतुष्ट",
}

// denials are words that turn what follows around.
var denials = []string{
	"not", "n't", "isn't", "wasn't", "never", "nicht", "kein", "keine", "weniger", "pas", "peu",
	"no", "nunca", "poco",
	"não", "nao", "pouco", "non", "niet", "inte", "ikke", "en ole", "nie", "ne", "не", "değil", "değilim",
	"ない", "ません", "没", "沒", "不太", "않", "안",
	"nem", "δεν", "όχι", "غير", "ليس", "لست", "لا", "לא", "אינני", "không", "chưa", "tidak", "kurang", "nisam",
	"nisem", "ei", "नहीं", "нисам",
}

// intensifiers are words that make a rating the best or the worst.
var intensifiers = []string{
	"very", "extremely", "totally", "completely", "sehr", "äußerst", "très", "muy", "muito",
	"molto", "zeer", "erg",
	"mycket", "meget", "veldig", "erittäin", "bardzo", "velmi", "çok", "очень", "крайне",
	"とても", "非常に", "大変", "非常", "很", "매우",
	"nagyon", "πολύ", "дуже", "foarte", "جدا", "للغاية", "מאוד", "rất", "มาก", "sangat", "много", "vrlo", "veoma",
	"veľmi", "zelo", "labai", "ļoti", "väga", "बहुत", "خیلی",
}

package deskwords_test

import (
	"testing"

	"holdfast/shared/edge/webhook/deskwords"
	"holdfast/shared/words/crm"
)

func TestStatusesAreReadInManyLanguages(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]crm.TicketStatus{
		"Open": crm.TicketOpen, "OPEN": crm.TicketOpen, "Offen": crm.TicketOpen, "In Bearbeitung": crm.TicketOpen, "Ouvert": crm.TicketOpen,
		"Abierto": crm.TicketOpen, "ABERTO": crm.TicketOpen, "aperto": crm.TicketOpen, "オープン": crm.TicketOpen, "已开启": crm.TicketOpen,
		"Neu": crm.TicketNew, "新規": crm.TicketNew, "Nuevo": crm.TicketNew,
		"On-hold": crm.TicketHold, "En pause": crm.TicketHold, "In de wacht": crm.TicketHold,
		"Ausstehend": crm.TicketPending, "En attente": crm.TicketPending, "保留中": crm.TicketPending,
		"Gelöst": crm.TicketSolved, "GELÖST": crm.TicketSolved, "Résolu": crm.TicketSolved, "Opgelost": crm.TicketSolved, "解決済み": crm.TicketSolved,
		"已解决": crm.TicketSolved, "Resolved": crm.TicketSolved, "  Решён ": crm.TicketSolved,
		"Geschlossen": crm.TicketClosed, "Fermé": crm.TicketClosed, "Chiuso": crm.TicketClosed, "Fechado": crm.TicketClosed,
		"Gelöscht": crm.TicketDeleted, "waiting_on_customer": crm.TicketPending,
		"Awaiting courier": 0, "": 0, "42": 0,
	} {
		if got := deskwords.ParseStatus(word); got != want {
			t.Errorf("%q is read as %v, not %v", word, got, want)
		}
	}
	for word, want := range map[string]crm.Priority{
		"Urgent": crm.PriorityUrgent, "Dringend": crm.PriorityUrgent, "Élevée": crm.PriorityHigh, "Hoch": crm.PriorityHigh, "普通": crm.PriorityNormal,
		"緊急": crm.PriorityUrgent, "Baja": crm.PriorityLow, "-": 0, "": 0,
	} {
		if got := deskwords.ParsePriority(word); got != want {
			t.Errorf("%q is read as %v, not %v", word, got, want)
		}
	}
	for word, want := range map[string]bool{
		"Problem": true, "Incident": true, "INCIDENT": true, "Störung": true, "Problème": true, "Incidencia": true, "インシデント": true, "投诉": true,
		"Question": false, "Frage": false, "Task": false, "": false,
	} {
		if got := deskwords.IsComplaint(word); got != want {
			t.Errorf("%q is read as %t", word, got)
		}
	}
}

func TestRatingsAreReadInManyLanguagesAndForms(t *testing.T) {
	t.Parallel()
	for score, ratings := range map[uint8][]string{
		1: {
			"Bad", "Bad, I'm unsatisfied", "Schlecht, ich bin unzufrieden", "Mauvais, je ne suis pas satisfait", "Malo, no estoy satisfecho",
			"Ruim, não estou satisfeito", "Mau, estou insatisfeito", "Slecht, ik ben ontevreden", "悪い、満足していません", "差，我不满意", "bad_with_comment",
			"Very dissatisfied", "very_dissatisfied", "VERY_DISSATISFIED", "Sehr unzufrieden", "Très insatisfait", "Muy insatisfecho", "Molto insoddisfatto",
			"Zeer ontevreden", "とても不満", "非常不满意", "1", "1/5", "1 - Very dissatisfied", "１", "1.0", "★", "★☆☆☆☆", "😡", "👎", "1 star", "1/10", "2/10",
			"Terrible!", "Очень плохо", "Bad (with comment)",
		},
		2: {
			"Dissatisfied", "Unsatisfied", "not satisfied", "I’m not satisfied", "Unzufrieden", "Nicht zufrieden", "Pas satisfait", "No satisfecho",
			"Non soddisfatto", "Insoddisfatto", "Niet tevreden", "Missnöjd", "不満", "不满意", "2", "2/5", "2 out of 5", "🙁", "⭐⭐", "Weniger zufrieden", "4/10",
		},
		3: {"Neutral", "neutro", "3", "3/5", "3 - Neutral", "😐", "どちらでもない", "一般", "★★★☆☆", "6/10"},
		4: {"Satisfied", "Zufrieden", "Satisfait", "Satisfecho", "Soddisfatto", "Tevreden", "满意", "満足", "4", "4 / 5", "🙂", "8/10", "4.0"},
		5: {
			"Good", "Good, I'm satisfied", "Gut, ich bin zufrieden", "Bien, je suis satisfait", "Bueno, estoy satisfecho", "Bom, estou satisfeito",
			"Goed, ik ben tevreden", "良い、満足です", "好，我很满意", "Very satisfied", "very_satisfied", "Sehr zufrieden", "Très satisfait", "非常满意", "5", "5/5",
			"5 stars", "⭐⭐⭐⭐⭐", "😀", "👍", "10/10", "100/100", "Excellent",
		},
		0: {"", "-", "offered", "Unoffered", "Angeboten", "0", "6", "10", "11/10", "42%", "3.5", "whatever", "★★★★★★"},
	} {
		for _, rating := range ratings {
			if got := deskwords.ParseScore(rating); got != score {
				t.Errorf("%q is read as %d, not %d", rating, got, score)
			}
		}
	}
}

func TestRatingsAreReadInTheLanguagesThatFewDesksSpeak(t *testing.T) {
	t.Parallel()
	for score, ratings := range map[uint8][]string{
		1: {
			"Rossz, nem vagyok elégedett", "Κακή, δεν είμαι ικανοποιημένος", "Погано, я незадоволений", "Rău, nu sunt mulțumit", "سيئ، أنا غير راضٍ",
			"רע, אני לא מרוצה", "Tệ, tôi không hài lòng", "ไม่ดี ฉันไม่พอใจ", "Buruk, saya tidak puas", "Лошо, недоволен съм", "Loše, nisam zadovoljan",
			"Zlé, nie som spokojný", "Blogai", "Slikti", "Halb", "Malament", "खराब", "nagyon elégedetlen", "дуже незадоволений", "Δυσαρεστημένος πολύ", "١", "๑",
		},
		2: {
			"Elégedetlen", "Nem elégedett", "Незадоволений", "Nemulțumit", "Nu sunt mulțumit", "غير راضٍ", "לא מרוצה", "Không hài lòng", "ไม่พอใจ", "Tidak puas",
			"Δεν είμαι ικανοποιημένος", "Nezadovoljan", "Nepatenkintas", "असंतुष्ट", "ناراضی", "٢/٥",
		},
		3: {"Közepes", "Μέτρια", "Нормально", "Neutru", "متوسط", "בינוני", "Bình thường", "ปานกลาง", "Biasa", "Средно", "Neutralno", "Neutrálne"},
		4: {"Elégedett", "Ικανοποιημένος", "Задоволений", "Mulțumit", "راضٍ", "מרוצה", "Hài lòng", "พอใจ", "Puas", "Zadovoljan", "Spokojný", "संतुष्ट", "Tevreden, nu"},
		5: {
			"Jó, elégedett vagyok", "Καλή, είμαι ικανοποιημένος", "Добре, я задоволений", "Bun, sunt mulțumit", "جيد، أنا راضٍ", "טוב, אני מרוצה", "Tốt, tôi hài lòng",
			"ดี ฉันพอใจ", "Bagus, saya puas", "Добре", "Dobro, zadovoljan sam", "Dobré", "Gerai", "Labi", "Hea", "अच्छा", "خوب", "Nagyon elégedett", "Rất hài lòng",
			"Good - I'm satisfied", "٥", "۵/۵",
		},
		0: {"Megfelelő válasz", "χωρίς", "لم يتم التقييم"},
	} {
		for _, rating := range ratings {
			if got := deskwords.ParseScore(rating); got != score {
				t.Errorf("%q is read as %d, not %d", rating, got, score)
			}
		}
	}
	for rating, want := range map[string]bool{"offered": true, "Unoffered": true, "-": true, "": true, "Nicht angeboten": true, "Bad": false, "meh": false} {
		if got := deskwords.IsUnrated(rating); got != want {
			t.Errorf("%q: unrated is %t", rating, got)
		}
	}
}

func TestRatingsAreReadInWordsOfASurveysOwn(t *testing.T) {
	t.Parallel()
	for score, ratings := range map[uint8][]string{
		1: {
			"One star", "Thumbs down", "Poor service", "Terrible service", "Bad experience", "Horrible experience", "The worst", "Unacceptable", "Very disappointed",
			"ganz schlecht", "Ungenügend", "Nul", "太差了", "별로예요", "Rating: 1", "评分：1", "Extremely frustrated", "Hated it",
		},
		2: {
			"Two stars", "Not good", "Not great", "Nicht gut", "Pas bonne", "Disappointed", "Negative", "Enttäuscht", "Déçu", "Decepcionado", "Teleurgesteld", "失望",
			"Needs improvement", "Could be better", "Below average", "Score 2/5", "Insuficiente", "Não gostei", "不怎么样", "Frustrated", "Sad",
		},
		3: {"Three stars", "Not bad", "Acceptable", "Befriedigend", "一般般", "还行", "Passive"},
		4: {"Four stars", "Positive", "Liked it", "不错", "Happy", "Pleased"},
		5: {"Five stars", "Thumbs up", "Awesome", "Perfect!", "Loved it", "Excellent service", "Great support", "完美", "Very positive"},
		0: {"oh my god", "n/a", "mal sehen", "to be done", "call me"},
	} {
		for _, rating := range ratings {
			if got := deskwords.ParseScore(rating); got != score {
				t.Errorf("%q is read as %d, not %d", rating, got, score)
			}
		}
	}
}

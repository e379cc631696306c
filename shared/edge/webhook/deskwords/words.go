package deskwords

import (
	"strings"

	"holdfast/shared/words/crm"
)

// statusWords lists the words of each status: as an enum, then in English, German, French,
// Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Czech,
// Turkish, Russian, Japanese, Chinese and Korean.
var statusWords = table[crm.TicketStatus]{
	crm.TicketNew: `new, unassigned, neu, nouveau, nouvelle, nuevo, nueva, novo, nova, nuovo, nuova,
		nieuw, ny, uusi, nowe, nowy, nový, yeni, новый, новая, новое, 新規, 新建, 新工单, 신규, 새로움`,
	crm.TicketOpen: `open, offen, geöffnet, in bearbeitung, in progress, ouvert, ouverte, en cours, abierto,
		abierta, en curso, aberto, aberta, em andamento, aperto, aperta, in corso, in behandeling, öppen,
		öppet, åben, åpen, avoin, otwarte, otwarty, otevřený, açık, открыт, открытый, открыта, オープン,
		対応中, 未解決, 已开启, 开启, 打开, 处理中, 已開啟, 開啟, 열림, 오픈, reopened, wieder geöffnet`,
	crm.TicketPending: `pending, waiting on customer, awaiting reply, awaiting your reply, wartend, ausstehend,
		wartet auf kunden, en attente, pendiente, pendente, in attesa, in afwachting, wachtend, väntande,
		väntar, afventer, afventende, venter, odottaa, oczekujące, oczekujący, čeká na vyřízení, čekající,
		beklemede, в ожидании, ожидание, 保留中, 待回应, 待回應, 待定, 等待回复, 대기, 대기 중`,
	crm.TicketHold: `hold, on-hold, on hold, waiting on third party, angehalten, zurückgestellt,
		in wartestellung, en pause, suspendu, en espera, em espera, em pausa, in sospeso, in pausa,
		in de wacht, parkerad, pausad, på hold, på vent, pidossa, wstrzymane, wstrzymany, pozastaveno,
		pozastavený, askıda, приостановлен, на удержании, 待機中, 暂停, 暫停, 暂候, 보류, 보류 중`,
	crm.TicketSolved: `solved, resolved, done, gelöst, erledigt, résolu, résolue, resuelto, resuelta,
		resolvido, resolvida, risolto, risolta, opgelost, löst, løst, ratkaistu, rozwiązane, rozwiązany,
		vyřešeno, vyřešený, çözüldü, решен, решён, решена, 解決済み, 解決済, 解决, 已解决, 已解決, 해결, 해결됨`,
	crm.TicketClosed: `closed, archived, geschlossen, archiviert, fermé, fermée, clos, close, clôturé, archivé,
		cerrado, cerrada, archivado, fechado, fechada, encerrado, arquivado, chiuso, chiusa, archiviato,
		gesloten, gearchiveerd, stängd, stängt, lukket, suljettu, zamknięte, zamknięty, uzavřeno, uzavřený,
		kapalı, kapatıldı, закрыт, закрыта, 終了, 終了済み, クローズ, クローズ済み, 关闭, 已关闭, 已關閉, 종료, 종료됨`,
	crm.TicketDeleted: `deleted, scrubbed, gelöscht, supprimé, supprimée, eliminado, eliminada, borrado,
		excluído, excluída, apagado, eliminato, eliminata, cancellato, verwijderd, borttagen, raderad,
		slettet, poistettu, usunięte, usunięty, odstraněno, odstraněný, silindi, удален, удалён, 削除済み,
		削除, 已删除, 已刪除, 삭제됨`,
}.read()

// priorityWords lists the words of each priority, in the order of statusWords.
var priorityWords = table[crm.Priority]{
	crm.PriorityLow: `low, niedrig, gering, basse, bas, faible, baja, bajo, baixa, baixo, bassa, basso,
		laag, låg, lav, matala, niski, niska, nízká, düşük, низкий, низкая, 低, 낮음`,
	crm.PriorityNormal: `normal, medium, mittel, normale, moyenne, media, média, normaal, middel, normaali,
		normalny, średni, normální, orta, обычный, обычная, нормальный, средний, 標準, 中, 普通, 正常, 一般, 보통`,
	crm.PriorityHigh: `high, hoch, haute, haut, élevée, elevée, alta, alto, hoog, hög, høj, høy, korkea,
		wysoki, wysoka, vysoká, yüksek, высокий, высокая, 高, 높음`,
	crm.PriorityUrgent: `urgent, critical, dringend, kritisch, urgente, critique, critica, crítica, critico,
		spoedeisend, dringende, brådskande, haster, kiireellinen, pilny, pilne, naléhavá, acil, срочный,
		срочная, срочно, 緊急, 至急, 紧急, 加急, 긴급`,
}.read()

// complaintTypes lists the kinds of ticket that say that something went wrong, in the order
// of statusWords. A question or a task is none.
var complaintTypes = table[bool]{
	true: `problem, incident, complaint, störung, vorfall, beschwerde, reklamation, problème, plainte,
		réclamation, problema, incidente, incidencia, queja, reclamación, reclamação, reclamo, probleem,
		klacht, hændelse, hendelse, klage, ongelma, häiriö, incydent, reklamacja, problém, stížnost,
		sorun, olay, şikayet, проблема, инцидент, жалоба, インシデント, 事象, クレーム, 苦情, 事件, 故障, 投诉, 投訴,
		인시던트, 문제, 불만`,
}.read()

// table lists the words that stand for each value, separated by commas.
type table[T comparable] map[T]string

// read returns the value of each word. It panics if a word stands for two of them.
func (t table[T]) read() map[string]T {
	values := map[string]T{}
	for value, words := range t {
		for word := range strings.SplitSeq(words, ",") {
			word = plain(word)
			if other, known := values[word]; known && other != value {
				panic("deskwords: " + word + " stands for two values")
			}
			values[word] = value
		}
	}
	return values
}

// plain returns a word in lower case, with single spaces.
func plain(word string) string {
	word = strings.ReplaceAll(strings.ToLower(word), "_", " ")
	return strings.Join(strings.Fields(word), " ")
}

// ParseStatus reads a status in any case; 0 = not one of the words.
func ParseStatus(word string) crm.TicketStatus { return statusWords[plain(word)] }

// ParsePriority reads a priority in any case; 0 = none, or not one of the words.
func ParsePriority(word string) crm.Priority { return priorityWords[plain(word)] }

// IsComplaint reports whether a desk filed a ticket of this kind as something gone wrong.
// What the customer wrote is judged elsewhere.
func IsComplaint(kind string) bool { return complaintTypes[plain(kind)] }

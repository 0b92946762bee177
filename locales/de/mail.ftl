# Mails an Kunden. `-subject` und `-text` gehören zusammen; eine leere Zeile trennt Absätze. `-after` steht, wo es das
# gibt, unter den Angaben und der Schaltfläche.

mail-closing =
    Mit freundlichen Grüßen
    { $merchant }
mail-footer = Sie erhalten diese E-Mail als Kunde von { $merchant }.
mail-recipient-footer = Sie erhalten diese E-Mail, weil ein Kunde von { $merchant } diese Adresse als Empfänger von Rechnungen genannt hat.
mail-merchant-closing =
    Mit freundlichen Grüßen
    Portico
mail-merchant-footer = Sie erhalten diese E-Mail, weil Ihre Adresse in den Hosted Pages von { $merchant } als Kontakt steht.
mail-imprint = Impressum

mail-subscriptions-button = Abonnements ansehen
mail-invoices-button = Rechnungen ansehen
mail-payment-methods-button = Zahlungsmethoden ansehen
mail-pay-button = Rechnung bezahlen
mail-addresses-button = Rechnungsadressen ansehen

# Die Namen der Angaben.
mail-fact-contract = Abonnement
mail-fact-customer = Kunde
mail-fact-told = Uns mitgeteilt am
mail-fact-ended = Gilt nicht mehr seit
mail-fact-received = Eingegangen am
mail-fact-ends = Endet am
mail-fact-revoked = Zurückgenommen am
mail-fact-number = Nummer
mail-fact-of = Zur Rechnung
mail-fact-title = Betreff
mail-fact-date = Datum
mail-fact-total = Betrag
mail-fact-due = Fällig am
mail-fact-due-since = Fällig war
mail-fact-method = Zahlungsmethode
mail-fact-open = Offener Betrag
mail-fact-still-open = Noch offen
mail-fact-fee = Mahngebühr
mail-fact-paid = Bezahlt
mail-fact-paid-on = Bezahlt am
mail-fact-returned = Zurückgegeben
mail-fact-again = Nächster Einzug am
mail-fact-refunded = Erstattet
mail-fact-refunded-to = Erstattet auf
mail-fact-collect-on = Einzug am
mail-fact-announced-for = Angekündigt für den
mail-fact-account = Konto
mail-fact-mandate = Mandatsreferenz
mail-fact-creditor = Gläubiger
mail-fact-creditor-identifier = Gläubiger-ID
mail-fact-address = Adresse
mail-fact-new-email = Neue Adresse
mail-fact-changed = Geändert am
mail-fact-renews = Verlängert sich am
mail-fact-runs-until = Läuft dann bis
mail-fact-deadline = Kündbar bis
mail-fact-trial-ends = Testphase endet am
mail-fact-first-invoice = Erste Rechnung am
mail-fact-code = Code
mail-fact-user = Person
mail-fact-recipient = Geht auch an
mail-fact-confirmed = Bestätigt
mail-fact-endpoint = Endpunkt
mail-fact-last-error = Letzter Versuch
mail-fact-switched-off = Abgeschaltet am

mail-lifetime =
    { $unit ->
        [days] { $count ->
            [one] einen Tag
           *[other] { $count } Tage
        }
        [hours] { $count ->
            [one] eine Stunde
           *[other] { $count } Stunden
        }
       *[minutes] { $count } Minuten
    }

mail-login-subject = Ihr Link zu { $merchant }
mail-login-button = Weiter
mail-login-text =
    Guten Tag,

    dieser Link öffnet Ihr Kundenportal. Er gilt einmal und { mail-lifetime } lang.
mail-login-after = Falls Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.

mail-login-code-subject = Ihr Link zu { $merchant }
mail-login-code-text =
    Guten Tag,

    dieser Link öffnet Ihr Kundenportal. Er gilt einmal und { mail-lifetime } lang. Haben Sie ihn auf einem anderen Gerät angefordert, geben Sie dort stattdessen innerhalb von { $codeMinutes } Minuten den Code ein.
mail-login-code-after = Niemand von { $merchant } wird Sie je nach diesem Code fragen. Falls Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.

mail-login-sent-subject = { $merchant }: Ihr Zugang zum Kundenportal
mail-login-sent-text =
    Guten Tag,

    { $merchant } schickt Ihnen diesen Link zu Ihrem Kundenportal. Er gilt einmal und { mail-lifetime } lang.
mail-login-sent-after = Einen neuen bekommen Sie später auf der ersten Seite des Portals. Bitte geben Sie den Link nicht weiter.

mail-step-up-subject = Ihr Code für { $merchant }
mail-step-up-text =
    Guten Tag,

    Sie wollen in Ihrem Kundenportal etwas Wichtiges ändern. Geben Sie dort diesen Code ein; er gilt { mail-lifetime } lang.
mail-step-up-after = Niemand von { $merchant } wird Sie je nach diesem Code fragen. Waren Sie das nicht, ist jemand anders für Sie angemeldet: Bitte sagen Sie uns Bescheid.

mail-invitation-subject = { $merchant }: Sie wurden eingeladen
mail-invitation-text =
    Guten Tag,

    ab jetzt können Sie bei { $merchant } für den unten genannten Kunden handeln. Dieser Link öffnet das Kundenportal; er gilt einmal und { mail-lifetime } lang.
mail-invitation-after = Später melden Sie sich mit dieser E-Mail-Adresse auf der ersten Seite des Portals an, ohne Passwort. Wenn Sie das nicht erwarten, müssen Sie nichts tun.

mail-email-proof-subject = Bestätigen Sie Ihre neue Adresse bei { $merchant }
mail-email-proof-button = Adresse bestätigen
mail-email-proof-text =
    Guten Tag,

    diese Adresse soll bei { $merchant } die Hauptadresse des unten genannten Kunden werden. Sie gilt, sobald Sie sie bestätigen; dafür ist { mail-lifetime } lang Zeit. Bis dahin bleibt die alte.
mail-email-proof-after = Wenn Sie das nicht erwarten, müssen Sie nichts tun: Dann ändert sich nichts.

mail-email-notice-subject = { $merchant }: Ihre E-Mail-Adresse soll geändert werden
mail-email-notice-button = Das war ich nicht
mail-email-notice-text =
    Guten Tag,

    jemand, der für Sie angemeldet ist, möchte eine andere Hauptadresse. Waren Sie das, müssen Sie hier nichts tun: Die neue Adresse wird aus ihrem eigenen Postfach bestätigt.
mail-email-notice-after = Waren Sie das nicht, drücken Sie auf den Knopf; das geht { mail-lifetime } lang. Die Adresse bleibt dann, wie sie ist, oder wird wieder diese, alle werden abgemeldet, und 24 Stunden lang kann niemand Adresse, Personen und Zahlungsmethoden ändern.

mail-operator-closing =
    Mit freundlichen Grüßen
    Portico
mail-operator-footer = Sie erhalten diese E-Mail, weil Ihre Adresse zum Team von { $merchant } gehört.
mail-operator-button = Passwort festlegen
mail-operator-invitation-subject = { $merchant }: Ihr Zugang zur Konsole
mail-operator-invitation-text =
    Guten Tag { $name },

    Sie wurden zur Konsole von { $merchant } eingeladen. Mit diesem Link legen Sie ein Passwort fest; er gilt einmal und { mail-lifetime } lang.
mail-operator-invitation-after = Wenn Sie das nicht erwarten, müssen Sie nichts tun.
mail-operator-reset-subject = { $merchant }: ein neues Passwort für die Konsole
mail-operator-reset-text =
    Guten Tag { $name },

    mit diesem Link legen Sie ein neues Passwort für die Konsole von { $merchant } fest. Er gilt einmal und { mail-lifetime } lang.
mail-operator-reset-after = Falls Sie das nicht angefordert haben, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.

mail-account-button = Personen ansehen
mail-user-added-subject = { $merchant }: Jemand wurde eingeladen
mail-user-added-text =
    Guten Tag,

    jemand, der für Sie angemeldet ist, hat eine weitere Person eingeladen. Sie kann ab jetzt für diesen Kunden handeln.
mail-user-added-after = Waren Sie das nicht, entfernen Sie die Person bitte sofort und sagen Sie uns Bescheid.

mail-recipient-proof-subject = { $merchant }: Sollen Rechnungen hierher kommen?
mail-recipient-button = Empfänger ansehen
mail-recipient-proof-button = Rechnungen hier erhalten
mail-recipient-proof-text =
    Guten Tag,

    der unten genannte Kunde möchte, dass seine Rechnungen von { $merchant } auch an diese Adresse gehen. Bevor Sie zustimmen, wird nichts geschickt; dafür ist { mail-lifetime } lang Zeit.
mail-recipient-proof-after = Wenn Sie das nicht erwarten, müssen Sie nichts tun: Dann geht keine Rechnung hierher. Der Link gibt keinen Zugang zum Kundenportal.

mail-recipient-added-subject = { $merchant }: Rechnungen gehen an eine weitere Adresse
mail-recipient-added-text =
    Guten Tag,

    ab jetzt bekommt auch die unten genannte Adresse Ihre Rechnungen. Sie wurde in Ihrem Portal eingetragen und aus ihrem eigenen Postfach bestätigt.
mail-recipient-added-after = Waren Sie das nicht, entfernen Sie die Adresse bitte unter „Konto“ und sagen Sie uns sofort Bescheid.

mail-payment-method-link-subject = Zahlungsmethode bei { $merchant } hinzufügen
mail-payment-method-button = Zahlungsmethode hinzufügen
mail-payment-method-link-text =
    Guten Tag,

    mit diesem Link fügen Sie eine Zahlungsmethode hinzu. Er gilt einmal und { mail-lifetime } lang.
mail-payment-method-link-after = Der Link öffnet nur diese eine Seite, nicht Ihr Kundenportal. Bitte geben Sie ihn nicht weiter.

mail-invoice-subject = Ihre Rechnung { $number } von { $merchant }
mail-invoice-text =
    Guten Tag,

    Ihre neue Rechnung ist da. Bitte zahlen Sie sie bis zum { $due }.

mail-invoice-collected-subject = Ihre Rechnung { $number } von { $merchant }
mail-invoice-collected-text =
    Guten Tag,

    Ihre neue Rechnung ist da. Sie müssen nichts tun: Wir ziehen den Betrag mit { $method } ein.

mail-invoice-free-subject = Ihre Rechnung { $number } von { $merchant }
mail-invoice-free-text =
    Guten Tag,

    Ihre neue Rechnung ist da. Es ist nichts zu zahlen.

mail-credit-subject = Ihre Gutschrift { $number } von { $merchant }
mail-credit-text =
    Guten Tag,

    zur Rechnung { $of } haben wir Ihnen eine Gutschrift ausgestellt.

mail-invoice-cancelled-subject = Rechnung { $of } von { $merchant } wurde storniert
mail-invoice-cancelled-text =
    Guten Tag,

    wir haben die Rechnung { $of } storniert. Der folgende Beleg nimmt sie vollständig zurück.

mail-debit-announced-subject = Wir ziehen { $amount } am { $collectOn } ein
mail-debit-announced-text =
    Guten Tag,

    für die Rechnung { $number } ziehen wir am { $collectOn } { $amount } von Ihrem Konto ein. Sie müssen nichts tun: Bitte sorgen Sie nur dafür, dass das Konto gedeckt ist.

mail-debit-withdrawn-subject = Die angekündigte Abbuchung über { $amount } am { $collectOn } findet nicht statt
mail-debit-withdrawn-why =
    { $reason ->
        [paid_otherwise] Die Rechnung wird auf anderem Weg bezahlt.
        [method_removed] Das Mandat gilt nicht mehr.
       *[withdrawn] Wir haben die Lastschrift zurückgezogen. Die Rechnung selbst ändert sich dadurch nicht.
    }
mail-debit-withdrawn-what = wir hatten angekündigt, am { $collectOn } { $amount } für die Rechnung { $number } von Ihrem Konto einzuziehen. Das findet nicht statt: { mail-debit-withdrawn-why }
mail-debit-withdrawn-text =
    Guten Tag,

    { mail-debit-withdrawn-what }

mail-debit-withdrawn-open-subject = { mail-debit-withdrawn-subject }
mail-debit-withdrawn-open-text =
    Guten Tag,

    { mail-debit-withdrawn-what }

    Offen bleiben { $open }, fällig am { $due }. Bitte bezahlen Sie den Betrag auf anderem Weg.

mail-payment-failed-subject = Ihre Zahlung zur Rechnung { $number } ist fehlgeschlagen
mail-payment-failed-why =
    { $reason ->
        [declined] : Die Bank hat abgelehnt und keinen Grund genannt.
        [insufficient_funds] : Das Konto ist nicht ausreichend gedeckt.
        [expired] : Die Karte ist abgelaufen.
        [wrong_data] : Etwas an den Angaben stimmt nicht.
        [authentication_required] : Ihre Bank verlangt eine Bestätigung von Ihnen, und die kam nicht zustande.
        [limit_exceeded] : Ein Limit der Karte oder des Kontos wurde überschritten.
        [not_authorised] : Der Zahlung wurde widersprochen, oder die Bank erlaubt sie nicht.
        [account_closed] : Das Konto wurde aufgelöst.
        [not_supported] : Die Bank lässt diese Art der Zahlung nicht zu oder nicht in dieser Währung.
        [try_again] : Beim Anbieter ist etwas schiefgegangen.
        [cancelled] : Der Vorgang wurde abgebrochen.
        [method_removed] : Die Zahlungsmethode wurde inzwischen entfernt.
       *[other] { "." }
    }
mail-payment-failed-what = wir wollten { $open } zur Rechnung { $number } einziehen; das hat nicht geklappt{ mail-payment-failed-why }
mail-payment-failed-text =
    Guten Tag,

    { mail-payment-failed-what }

    Bitte prüfen Sie Ihre Zahlungsmethode, oder wählen Sie eine andere.
mail-payment-failed-after = Haben Sie inzwischen gezahlt, müssen Sie nichts weiter tun.

mail-payment-failed-again-subject = { mail-payment-failed-subject }
mail-payment-failed-again-text =
    Guten Tag,

    { mail-payment-failed-what }

    Am { $again } versuchen wir es noch einmal. Bitte prüfen Sie bis dahin Ihre Zahlungsmethode, oder wählen Sie eine andere.
mail-payment-failed-again-after = Haben Sie inzwischen gezahlt, müssen Sie nichts weiter tun.

mail-returned-why =
    { $reason ->
        [insufficient_funds] , weil das Konto nicht gedeckt war
        [account_closed] , weil es das Konto nicht mehr gibt
        [not_authorised] , weil der Zahlung widersprochen wurde
       *[other] { "" }
    }
mail-returned-what = wir hatten { $returned } zur Rechnung { $number } von Ihnen erhalten. Ihre Bank hat das Geld inzwischen zurückgeholt{ mail-returned-why }.

mail-returned-subject = Ihre Zahlung zur Rechnung { $number } wurde zurückgegeben
mail-returned-text =
    Guten Tag,

    { mail-returned-what }

    Damit sind { $open } wieder offen. Bitte bezahlen Sie die Rechnung noch einmal.
mail-returned-after = Haben Sie inzwischen gezahlt, müssen Sie nichts weiter tun.

mail-returned-again-subject = Ihre Zahlung zur Rechnung { $number } wurde zurückgegeben
mail-returned-again-text =
    Guten Tag,

    { mail-returned-what }

    Damit sind { $open } wieder offen. Wir ziehen den Betrag am { $again } noch einmal ein, Sie müssen nichts tun.

mail-returned-final-subject = Ihre Zahlung zur Rechnung { $number } wurde zurückgegeben
mail-returned-final-text =
    Guten Tag,

    { mail-returned-what }

    Damit sind { $open } wieder offen. Ihr Mandat { $mandate } gilt nicht mehr, wir ziehen nichts mehr damit ein: Bitte bezahlen Sie die Rechnung auf anderem Weg.
mail-returned-final-after = Haben Sie inzwischen gezahlt, müssen Sie nichts weiter tun.

mail-refunded-subject = Wir haben Ihnen { $refunded } erstattet
mail-refunded-text =
    Guten Tag,

    zur Rechnung { $number } haben wir Ihnen { $refunded } erstattet. Das Geld kommt auf dem Weg zurück, auf dem Sie bezahlt haben.

    Bis Sie es dort sehen, dauert es je nach Bank meist fünf bis zehn Werktage.

mail-receipt-subject = Ihre Zahlung zur Rechnung { $number } ist eingegangen
mail-receipt-text =
    Guten Tag,

    vielen Dank: Wir haben { $paid } zur Rechnung { $number } erhalten. Sie ist damit bezahlt.

mail-receipt-part-subject = Ihre Zahlung zur Rechnung { $number } ist eingegangen
mail-receipt-part-text =
    Guten Tag,

    vielen Dank: Wir haben { $paid } zur Rechnung { $number } erhalten. Offen sind noch { $open }.

mail-cancelled-subject = Wir haben Ihre Kündigung von { $name } erhalten
mail-cancelled-text =
    Guten Tag,

    Ihre Kündigung von { $name } ist am { $received } bei uns eingegangen.

    Das Abonnement endet am { $lastDay }. Bis dahin bleibt alles, wie es ist.
mail-cancelled-after = Bis dahin können Sie die Kündigung im Kundenportal zurücknehmen.

mail-cancelled-at-once-subject = { $name } ist gekündigt
mail-cancelled-at-once-text =
    Guten Tag,

    Ihre Kündigung von { $name } ist am { $received } bei uns eingegangen.

    Das Abonnement ist damit beendet. Für die Zeit danach wird nichts mehr berechnet.

# Vom Anbieter erklärt oder erfasst, nicht im Kundenportal.
mail-ended-subject = Kündigung von { $name }
mail-ended-text =
    Guten Tag,

    die Kündigung von { $name } wurde am { $received } erfasst.

    Das Abonnement endet am { $lastDay }. Bis dahin bleibt alles, wie es ist.

mail-ended-at-once-subject = { $name } ist beendet
mail-ended-at-once-text =
    Guten Tag,

    die Kündigung von { $name } wurde am { $received } erfasst.

    Das Abonnement ist damit beendet. Für die Zeit danach wird nichts mehr berechnet.

mail-revoked-subject = { $name } läuft weiter
mail-revoked-text =
    Guten Tag,

    die Kündigung von { $name } wurde am { $received } zurückgenommen.

    Das Abonnement läuft weiter wie bisher.

mail-reminder-subject = Erinnerung: Rechnung { $number } ist offen
mail-reminder-text =
    Guten Tag,

    unsere Rechnung { $number } war am { $due } fällig. Wir haben { $open } noch nicht erhalten.

    Bitte zahlen Sie in den nächsten Tagen.
mail-reminder-after = Ist Ihre Zahlung schon unterwegs, müssen Sie nichts weiter tun.

mail-reminder-fee-subject = Mahnung: Rechnung { $number } ist offen
mail-reminder-fee-text =
    Guten Tag,

    unsere Rechnung { $number } war am { $due } fällig. Wir haben Ihre Zahlung noch nicht erhalten.

    Für diese Mahnung berechnen wir { $fee }; damit sind { $open } offen. Bitte zahlen Sie in den nächsten Tagen.
mail-reminder-fee-after = Ist Ihre Zahlung schon unterwegs, melden Sie sich bitte kurz bei uns.

mail-address-changed-subject = Ihre Rechnungsadresse bei { $merchant } wurde geändert
mail-address-changed-text =
    Guten Tag,

    eine Ihrer Rechnungsadressen wurde geändert. Sie lautet jetzt wie folgt.
mail-address-changed-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte bei uns.

mail-email-changed-subject = Ihre E-Mail-Adresse bei { $merchant } wurde geändert
mail-email-changed-text =
    Guten Tag,

    die E-Mail-Adresse, mit der Sie sich anmelden, wurde durch eine andere ersetzt.

    Mit dieser Adresse können Sie sich in Ihrem Kundenportal nicht mehr anmelden.
mail-email-changed-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-invoice-email-changed-subject = Rechnungen von { $merchant } gehen an eine andere Adresse
mail-invoice-email-changed-text =
    Guten Tag,

    die E-Mail-Adresse, an die wir Rechnungen und Erinnerungen senden, wurde durch eine andere ersetzt.

    An diese Adresse senden wir keine Rechnungen mehr.
mail-invoice-email-changed-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-default-payment-method-subject = Ihre Zahlungsmethode bei { $merchant } wurde geändert
mail-default-payment-method-text =
    Guten Tag,

    Sie haben eine neue Standard-Zahlungsmethode.
mail-default-payment-method-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-default-mandate-subject = Ihre Zahlungsmethode bei { $merchant } wurde geändert
mail-default-mandate-text =
    Guten Tag,

    Ihre neue Standard-Zahlungsmethode ist ein SEPA-Lastschriftmandat: Damit erlauben Sie { $merchant }, von Ihrem Konto per Lastschrift einzuziehen.
mail-default-mandate-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-no-default-payment-method-subject = Sie haben bei { $merchant } keine Standard-Zahlungsmethode mehr
mail-no-default-payment-method-text =
    Guten Tag,

    Ihre Standard-Zahlungsmethode wurde entfernt. Bis Sie eine andere wählen, können wir Rechnungen nicht einziehen.
mail-no-default-payment-method-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-mandate-given-subject = Ihr SEPA-Lastschriftmandat für { $merchant }
mail-mandate-given-text =
    Guten Tag,

    mit diesem Mandat erlauben Sie { $merchant }, von Ihrem Konto per Lastschrift einzuziehen. Ihre Standard-Zahlungsmethode bleibt, wie sie ist.
mail-mandate-given-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-mandate-given-once-subject = Ihr einmaliges SEPA-Lastschriftmandat für { $merchant }
mail-mandate-given-once-text =
    Guten Tag,

    mit diesem Mandat erlauben Sie { $merchant }, einmal von Ihrem Konto per Lastschrift einzuziehen. Mit dieser Zahlung endet es.
mail-mandate-given-once-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-mandate-amended-subject = Für Ihr Mandat { $mandate } gilt ein anderes Konto
mail-mandate-amended-text =
    Guten Tag,

    ab jetzt ziehen wir mit Ihrem Mandat { $mandate } von einem anderen Konto ein. Das Mandat selbst bleibt, wie es ist.
mail-mandate-amended-after = Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-method-expires-subject = { $method } läuft am { $lastDay } ab
mail-method-expires-text =
    Guten Tag,

    { $method } ist bis zum { $lastDay } gültig. Danach können wir Ihre Rechnungen damit nicht mehr einziehen.

    Bitte fügen Sie vorher eine andere Zahlungsmethode oder die neue Karte hinzu.
mail-method-expires-after = Haben Sie das schon getan? Dann ist nichts weiter zu tun.

mail-method-ended-subject = Mit { $method } können wir nicht mehr einziehen
mail-method-ended-why =
    { $ending ->
        [expired] Ihre Zahlungsmethode { $method } ist abgelaufen.
        [revoked] das Mandat zu Ihrer Zahlungsmethode { $method } wurde widerrufen.
        [bank] Ihre Bank teilt uns mit, dass mit { $method } nicht mehr eingezogen werden kann. Das Mandat ist damit beendet.
        [lapsed] mit { $method } wurde 36 Monate lang nichts eingezogen. Das Mandat ist damit erloschen.
       *[provider] der Zahlungsdienstleister teilt uns mit, dass mit { $method } nicht mehr eingezogen werden kann{ mail-method-ended-mandate }.
    }
mail-method-ended-mandate =
    { $mandate ->
        [there] : Das Mandat wurde widerrufen, oder die Bank hat es beendet
       *[none] { "" }
    }
mail-method-ended-then =
    { $subscriptions ->
        [0] Bitte fügen Sie eine andere Zahlungsmethode hinzu
        [one] Ein Abonnement wird damit bezahlt und braucht eine andere. Bitte fügen Sie eine hinzu
       *[other] { $subscriptions } Abonnements werden damit bezahlt und brauchen eine andere. Bitte fügen Sie eine hinzu
    }
mail-method-ended-text =
    Guten Tag,

    { mail-method-ended-why }

    { mail-method-ended-then }, damit Ihre nächsten Rechnungen rechtzeitig bezahlt werden.
mail-method-ended-after = Haben Sie das schon getan? Dann ist nichts weiter zu tun.

mail-renewal-subject = { $name } verlängert sich am { $renewsOn }
mail-renewal-text =
    Guten Tag,

    Ihr Abonnement { $name } verlängert sich am { $renewsOn } und läuft dann bis zum { $lastDay }.

    Möchten Sie ihn behalten, müssen Sie nichts tun. Wenn nicht, kündigen Sie bitte bis zum { $deadline }.
mail-renewal-after = Kündigen können Sie jederzeit im Kundenportal.

mail-trial-subject = Ihre Testphase von { $name } endet am { $lastDay }
mail-trial-text =
    Guten Tag,

    Ihre Testphase von { $name } endet am { $lastDay }. Danach läuft das Abonnement weiter und wird berechnet.

    Möchten Sie ihn behalten, müssen Sie nichts tun. Wenn nicht, kündigen Sie bitte vor dem Ende der Testphase.
mail-trial-after = Kündigen können Sie jederzeit im Kundenportal.

mail-trial-free-subject = Ihre Testphase von { $name } endet am { $lastDay }
mail-trial-free-text =
    Guten Tag,

    Ihre Testphase von { $name } endet am { $lastDay }. Danach läuft das Abonnement weiter.

    Möchten Sie ihn behalten, müssen Sie nichts tun. Wenn nicht, kündigen Sie bitte vor dem Ende der Testphase.
mail-trial-free-after = Kündigen können Sie jederzeit im Kundenportal.

mail-webhook-subject = { $endpoint } nimmt keine Ereignisse mehr an
mail-webhook-text =
    Guten Tag,

    Portico konnte Ihrem Endpunkt keine Ereignisse zustellen und hat ihn abgeschaltet. Bis Sie ihn wieder einschalten, wird nichts dorthin gesendet.
mail-webhook-after =
    Sobald er wieder arbeitet, schalten Sie ihn mit PATCH /webhooks/… ein. Was in den letzten 30 Tagen nicht zugestellt wurde, lässt sich mit POST /webhook-deliveries/…/resend noch einmal senden.

mail-webhook-gone-subject = { $endpoint } nimmt keine Ereignisse mehr an
mail-webhook-gone-text =
    Guten Tag,

    Ihr Endpunkt hat mit 410 geantwortet: Er möchte keine Ereignisse mehr. Portico hat ihn abgeschaltet.
mail-webhook-gone-after =
    War das ein Versehen, schalten Sie ihn mit PATCH /webhooks/… wieder ein.

mail-erasure-button = Antrag ansehen
mail-erasure-requested-subject = Ihre Daten bei { $merchant }: Antrag eingegangen
mail-erasure-requested-text =
    Guten Tag,

    Sie haben uns gebeten, die Daten über Sie zu löschen. Wir kümmern uns innerhalb eines Monats darum und sagen Ihnen Bescheid, sobald es geschehen ist. Was wir aufbewahren müssen, etwa Rechnungen, bleibt so lange wie vorgeschrieben und wird für nichts anderes verwendet.
mail-erasure-requested-after = Bis dahin können Sie den Antrag in Ihrem Kundenportal zurücknehmen. Haben Sie nicht darum gebeten, tun Sie das bitte und sagen Sie uns Bescheid.

mail-erasure-to-do-subject = Ein Kunde möchte, dass seine Daten gelöscht werden
mail-erasure-to-do-text =
    Guten Tag,

    ein Kunde hat darum gebeten, dass seine Daten gelöscht werden (Art. 17 DSGVO). Sie haben einen Monat Zeit, das zu tun oder zu sagen, warum nicht.
mail-erasure-to-do-after = Die Konsole zeigt auf der Seite des Kunden, was gelöscht würde, was aufbewahrt werden muss und was vorher zu klären ist.

mail-erased-subject = Ihre Daten bei { $merchant } wurden gelöscht
mail-erased-text =
    Guten Tag,

    wie gewünscht haben wir die Daten über Sie gelöscht. Wir bewahren nichts auf, und dies ist die letzte E-Mail an diese Adresse.
mail-erased-but-invoices-subject = Ihre Daten bei { $merchant } wurden gelöscht
mail-erased-but-invoices-text =
    Guten Tag,

    wie gewünscht haben wir die Daten über Sie gelöscht. Rechnungen müssen wir so lange aufbewahren, wie es das Steuerrecht verlangt; bis dahin sind sie für den Alltag gesperrt, danach wird Ihr Name daraus entfernt. Dies ist die letzte E-Mail an diese Adresse.

mail-erasure-withdrawn-subject = Ein Kunde hat seinen Antrag auf Löschung zurückgenommen
mail-erasure-withdrawn-text =
    Guten Tag,

    der Kunde, der um die Löschung seiner Daten gebeten hatte, möchte das nicht mehr. Bitte löschen Sie nichts.

mail-erased-but-contracts-subject = Ihre Daten bei { $merchant } wurden gelöscht
mail-erased-but-contracts-text =
    Guten Tag,

    wie gewünscht haben wir die Daten über Sie gelöscht. Dass es Abonnements gab, bleibt vermerkt, ohne Ihren Namen. Dies ist die letzte E-Mail an diese Adresse.

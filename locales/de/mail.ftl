# Mails an Kunden. `-subject` und `-text` gehören zusammen; eine leere Zeile trennt Absätze.

mail-closing =
    Mit freundlichen Grüßen
    { $merchant }

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

    dieser Link öffnet Ihren Kundenbereich. Er gilt einmal und { mail-lifetime } lang.

    Falls Sie ihn nicht angefordert haben, müssen Sie nichts tun: Ohne diese E-Mail kommt niemand hinein.

mail-cancelled-subject = Wir haben Ihre Kündigung von { $name } erhalten
mail-cancelled-text =
    Guten Tag,

    Ihre Kündigung von { $name } ({ $number }) ist am { $received } bei uns eingegangen.

    Der Vertrag endet am { $lastDay }. Bis dahin bleibt alles, wie es ist, und Sie können die Kündigung im Kundenbereich zurücknehmen.

mail-cancelled-at-once-subject = { $name } ist gekündigt
mail-cancelled-at-once-text =
    Guten Tag,

    Ihre Kündigung von { $name } ({ $number }) ist am { $received } bei uns eingegangen.

    Der Vertrag ist damit beendet. Für die Zeit danach wird nichts mehr berechnet.

mail-revoked-subject = { $name } läuft weiter
mail-revoked-text =
    Guten Tag,

    die Kündigung von { $name } ({ $number }) wurde am { $received } zurückgenommen.

    Der Vertrag läuft weiter wie bisher.

# Vom Anbieter erklärt oder erfasst, nicht im Kundenbereich.
mail-ended-subject = Kündigung von { $name }
mail-ended-text =
    Guten Tag,

    die Kündigung von { $name } ({ $number }) wurde am { $received } erfasst.

    Der Vertrag endet am { $lastDay }. Bis dahin bleibt alles, wie es ist.

mail-ended-at-once-subject = { $name } ist beendet
mail-ended-at-once-text =
    Guten Tag,

    die Kündigung von { $name } ({ $number }) wurde am { $received } erfasst.

    Der Vertrag ist damit beendet. Für die Zeit danach wird nichts mehr berechnet.

mail-reminder-subject = Erinnerung: Rechnung { $number } ist offen
mail-reminder-text =
    Guten Tag,

    unsere Rechnung { $number } vom { $date } war am { $due } fällig. Wir haben { $open } noch nicht erhalten.

    Bitte zahlen Sie in den nächsten Tagen. Sie finden die Rechnung in Ihrem Kundenbereich: { $portal }/invoices

    Ist Ihre Zahlung schon unterwegs, müssen Sie nichts weiter tun.

mail-reminder-fee-subject = Mahnung: Rechnung { $number } ist offen
mail-reminder-fee-text =
    Guten Tag,

    unsere Rechnung { $number } vom { $date } war am { $due } fällig. Wir haben Ihre Zahlung noch nicht erhalten.

    Für diese Mahnung berechnen wir { $fee }; damit sind { $open } offen. Bitte zahlen Sie in den nächsten Tagen. Sie finden die Rechnung in Ihrem Kundenbereich: { $portal }/invoices

    Ist Ihre Zahlung schon unterwegs, melden Sie sich bitte kurz bei uns.

mail-email-changed-subject = Ihre E-Mail-Adresse bei { $merchant } wurde geändert
mail-email-changed-text =
    Guten Tag,

    die E-Mail-Adresse von { $customer } wurde am { $received } geändert. Die neue Adresse ist { $newEmail }.

    Mit dieser Adresse können Sie sich in Ihrem Kundenbereich nicht mehr anmelden.

    Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-default-payment-method-subject = Ihre Zahlungsart bei { $merchant } wurde geändert
mail-default-payment-method-text =
    Guten Tag,

    seit dem { $received } ist { $method } die Standard-Zahlungsart von { $customer }.

    Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

mail-no-default-payment-method-subject = Sie haben bei { $merchant } keine Standard-Zahlungsart mehr
mail-no-default-payment-method-text =
    Guten Tag,

    seit dem { $received } hat { $customer } keine Standard-Zahlungsart mehr.

    Haben Sie das nicht veranlasst? Dann melden Sie sich bitte sofort bei uns.

# Der Kundenbereich. Jede Meldung wird zu einer Funktion in `portico_ui::texts`:
# Ein Schlüssel, der hier oder in einer anderen Sprache fehlt, bricht den Bau ab.

## Überall
language-other = English
language-de = Deutsch
language-en = Englisch
retry = Erneut versuchen
go-back = Zurück
skip-link = Zum Inhalt springen
error-reference = Referenz: { $id }
page-title = { $page } · { $merchant }
portal-name = Kundenbereich
loading = Wird geladen
default-badge = Standard
close = Schließen
save = Speichern
edit = Bearbeiten
change = Ändern
button-of = { $action }: { $name }
optional = (optional)
field-missing = Bitte ausfüllen.
field-too-long = Bitte kürzen: höchstens 255 Zeichen.
field-wrong = Bitte prüfen Sie diese Angabe.
discard-question = Ihre Eingaben sind noch nicht gespeichert.
discard-keep = Weiter bearbeiten
discard = Eingaben verwerfen

## Der Rahmen
sections = Bereiche
sign-out = Abmelden
sign-out-failed = Sie sind noch angemeldet: Die Abmeldung ist nicht bei uns angekommen.
account-of = Angemeldet als { $email }
footer-imprint = Impressum
footer-privacy = Datenschutz
footer-terms = AGB

look-title = Ansicht als Kunde
look-text = Sie sehen das Portal so, wie { $customer } es sieht.
look-left =
    { $count ->
        [one] Nur Lesezugriff, endet in einer Minute.
       *[other] Nur Lesezugriff, endet in { $count } Minuten.
    }
look-end = Beenden

tab-subscriptions = Abonnements
tab-subscriptions-short = Abos
tab-addresses = Rechnungsadressen
tab-addresses-short = Adressen
tab-payment = Zahlungsarten
tab-payment-short = Zahlung
tab-invoices = Rechnungen
tab-invoices-short = Rechnungen
tab-contact = Persönlicher Kontakt
tab-contact-short = Kontakt

unavailable-title = Dieser Bereich ist nicht verfügbar
unavailable-text = Er gehört zurzeit nicht zu diesem Portal.
unavailable-back = Zu „{ $tab }“
nothing-text = Hier gibt es zurzeit nichts zu sehen. Wenn Sie etwas anderes erwartet haben, melden Sie sich bitte bei uns.
missing-title = Diese Seite gibt es nicht
missing-text = Vielleicht ist die Adresse vertippt oder veraltet.
missing-back = Zur Startseite

## Anmelden
sign-in-title = Anmelden
sign-in-text = Geben Sie Ihre E-Mail-Adresse ein. Wir senden Ihnen einen Link, mit dem Sie sich ohne Passwort anmelden.
sign-in-email = E-Mail-Adresse
sign-in-email-wrong = Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@example.com.
sign-in-send = Anmeldelink senden
sign-in-sent-title = Bitte prüfen Sie Ihr Postfach
sign-in-sent-text = Wenn die Adresse { $email } hier bekannt ist, ist eine E-Mail dorthin unterwegs. Sie enthält einen Link und einen Code für diese Seite.
sign-in-sent-hint = Nichts angekommen? Sehen Sie im Spam-Ordner nach oder versuchen Sie es mit einer anderen Adresse.
sign-in-code = Code aus der E-Mail
sign-in-again = Andere Adresse verwenden
signed-out-ended = Sie wurden abgemeldet, weil Sie länger nicht aktiv waren.
signed-out-left = Sie sind abgemeldet.
link-dead-title = Link nicht mehr gültig
link-dead-text = Anmeldelinks gelten nur einmal und nur für begrenzte Zeit. Geben Sie Ihre E-Mail-Adresse ein, dann senden wir Ihnen einen neuen.
link-again-title = Bitte öffnen Sie Ihren Link noch einmal
link-again-text = Öffnen Sie den Link in Ihrer E-Mail noch einmal. Wenn Sie ihn nicht zur Hand haben, geben Sie Ihre E-Mail-Adresse ein, dann senden wir Ihnen einen neuen.

link-title = Anmelden
link-text = Sie melden sich im Kundenbereich unter { $host } an.
link-text-customer = Sie melden sich im Kundenbereich unter { $host } für { $customer } an. Die Sitzung, die in diesem Browser offen ist, wird damit beendet.
link-continue = Weiter als { $email }

## Das Konto
account-title = Konto
account-customer = Kunde
account-customers = Ihre Kunden
account-role = Rolle
choose-title = Für welchen Kunden?
choose-text = Sie können für mehrere Kunden handeln. Unter „Konto“ wechseln Sie jederzeit.
role-owner = Inhaber
role-owner-hint = Alles, auch kündigen und Personen einladen.
role-billing = Abrechnung
role-billing-hint = Rechnungen, Adressen und Zahlungsarten.
role-viewer = Lesen
role-viewer-hint = Ansehen, nichts ändern.

email-title = Haupt-E-Mail-Adresse
email-text = An sie gehen E-Mails zu Verträgen, und wem sie gehört, ist der erste Inhaber.
email-change = Adresse ändern
email-change-text = Wir schicken einen Link an die neue Adresse. Sie gilt, sobald er benutzt wurde; die alte Adresse erfährt davon.
email-new = Neue E-Mail-Adresse
email-waits = Die Bestätigung von { $email } steht noch aus.
email-withdraw = Alte Adresse behalten
email-prove-title = Neue Adresse bestätigen
email-prove-text = Diese Adresse wird die Hauptadresse, und Sie werden mit ihr angemeldet.
email-undo-title = Das war ich nicht
email-undo-text = Die E-Mail-Adresse bleibt, wie sie war, oder wird wieder die alte. Alle werden abgemeldet, und 24 Stunden lang kann niemand Adresse und Personen ändern.
email-undone = Erledigt. Die Hauptadresse ist { $email }; alle wurden abgemeldet.

people-title = Personen
people-text = Alle hier melden sich mit ihrer eigenen E-Mail-Adresse an.
people-invite = Jemanden einladen
people-change-title = Rolle ändern
people-remove = Entfernen
people-remove-title = Diese Person entfernen?
people-remove-text = { $email } wird sofort abgemeldet und kann nicht mehr für diesen Kunden handeln.
people-removed = { $email } wurde entfernt.
people-changed = Die Rolle von { $email } wurde geändert.
people-sent = Die Einladung an { $email } ist unterwegs.
people-resend = Erneut senden
people-main = Hauptadresse
people-you = Sie
people-invited = Eingeladen

sessions-title = Wo Sie angemeldet sind
sessions-text = Beenden Sie, was Sie nicht kennen.
session-device = { $browser } auf { $system }
session-unknown = Unbekanntes Gerät
session-by-merchant = Vom Anbieter geöffnet
session-since = Zuletzt aktiv am { $time }
session-current = Diese Sitzung
session-end = Abmelden
session-end-all = Überall sonst abmelden

activity-title = Aktivitäten
activity-text = Wer Ihre Daten angesehen oder geändert hat.
activity-empty = Bisher ist nichts geschehen.
activity-more = Weitere anzeigen
activity-by-former = Jemand, der nicht mehr für Sie handeln kann
activity-by-system = Automatisch
did-address-add = Rechnungsadresse hinzugefügt
did-address-change = Rechnungsadresse geändert
did-address-remove = Rechnungsadresse entfernt
did-address-default = Andere Standardadresse gewählt
did-customer-create = Konto angelegt
did-customer-close = Konto gesperrt
did-customer-open = Konto wieder freigegeben
did-vat-check = USt-IdNr. geprüft
did-method-default = Standard-Zahlungsart geändert
did-link = Anmeldelink erstellt
did-link-end = Anmeldelinks beendet
did-email-ask = Andere Haupt-E-Mail-Adresse angefragt
did-email-withdraw = Änderung der Haupt-E-Mail-Adresse zurückgezogen
did-email-undo = Änderung der Haupt-E-Mail-Adresse rückgängig gemacht
did-person-invite = Person eingeladen
did-person-change = Rolle einer Person geändert
did-person-remove = Person entfernt
did-export = Persönliche Daten heruntergeladen
did-erasure-ask = Löschung der Daten verlangt
did-erasure-withdraw = Anfrage auf Löschung zurückgenommen
did-view = Portal von Mitarbeitenden angesehen, ohne etwas zu ändern
did-sign-in = Angemeldet
did-switch = Von einem anderen Kunden hierher gewechselt
did-step-up = Mit einem Code bestätigt
did-sign-out = Abgemeldet
did-reuse = Aus Sicherheitsgründen abgemeldet: Eine Sitzung wurde an zwei Orten benutzt
did-subscription-create = Abonnement angelegt
did-subscription-start = Abonnement gestartet
did-cancel = Vertrag gekündigt
did-revoke = Kündigung zurückgenommen
did-reason = Kündigungsgrund angegeben
did-subscription-end = Vertrag beendet
did-pause = Abonnement pausiert
did-resume = Abonnement fortgesetzt
did-trial-extend = Testphase verlängert
did-trial-end = Testphase beendet
did-subscription-method = Zahlungsart eines Abonnements geändert
did-subscription-address = Rechnungsadresse eines Abonnements geändert
did-quantity = Menge geändert
did-invoice = Rechnung gestellt
did-invoice-cancel = Rechnung storniert
did-credit = Gutschrift erstellt
did-pay = Rechnung bezahlt
did-pay-fail = Zahlung fehlgeschlagen
did-remind = Zahlungserinnerung gesendet
did-mail = E-Mail erneut gesendet
did-language = Sprache geändert
did-subscription-change = Abonnement geändert
did-invoice-change = Rechnung geändert
did-change = Kontodaten geändert

data-title = Ihre Daten
data-text = Alles, was hier über Sie gespeichert ist, in Dateien, die auch andere Programme lesen können.
data-download = Als ZIP herunterladen
data-file = meine-daten.zip
data-working = Ihre Daten werden zusammengestellt. Das kann einen Moment dauern.
data-done = Ihre Daten wurden heruntergeladen.
data-wait =
    { $count ->
        [one] Sie haben Ihre Daten schon mehrmals heruntergeladen. In einer Minute ist das wieder möglich.
       *[other] Sie haben Ihre Daten schon mehrmals heruntergeladen. In { $count } Minuten ist das wieder möglich.
    }

erasure-title = Daten löschen lassen
erasure-text = Sie können verlangen, dass gelöscht wird, was über Sie gespeichert ist.
erasure-ask = Daten löschen lassen
erasure-then = { $merchant } löscht Ihre Daten, und Sie erhalten eine E-Mail, sobald das geschehen ist. Bis dahin können Sie die Anfrage zurücknehmen.
erasure-send = Löschung verlangen
erasure-waits = Sie haben am { $date } die Löschung Ihrer Daten verlangt. { $merchant } führt sie durch.
erasure-withdraw = Anfrage zurücknehmen
erasure-goes = Gelöscht wird:
erasure-name = Name, Kontaktdaten und USt-IdNr.
erasure-people =
    { $count ->
        [one] Der Zugang einer Person
       *[other] Die Zugänge von { $count } Personen
    }
erasure-addresses =
    { $count ->
        [one] Eine Adresse
       *[other] { $count } Adressen
    }
erasure-methods =
    { $count ->
        [one] Eine Zahlungsart
       *[other] { $count } Zahlungsarten
    }
erasure-mails =
    { $count ->
        [one] Der Inhalt einer E-Mail
       *[other] Der Inhalt von { $count } E-Mails
    }
erasure-stays = Aufbewahrt werden muss:
erasure-invoices-until =
    { $count ->
        [one] Eine Rechnung, bis { $date }
       *[other] { $count } Rechnungen, die letzte bis { $date }
    }
erasure-invoices =
    { $count ->
        [one] Eine Rechnung
       *[other] { $count } Rechnungen
    }
erasure-contracts =
    { $count ->
        [one] Nummer und Daten eines Vertrags, ohne Ihren Namen
       *[other] Nummern und Daten von { $count } Verträgen, ohne Ihren Namen
    }
erasure-first = Vorher muss noch erledigt sein:
erasure-first-subscription = Das Abonnement { $number } muss beendet sein.
erasure-first-invoice = Die Rechnung { $number } muss bezahlt sein.

step-up-title = Bitte bestätigen Sie, dass Sie es sind
step-up-text = Wir haben einen Code an { $email } geschickt.
step-up-again = Neuer Code
step-up-confirm = Bestätigen

ending-title = Sie werden gleich abgemeldet
ending-idle = Sie waren eine Weile nicht aktiv. In weniger als zwei Minuten werden Sie abgemeldet.
ending-last = Diese Sitzung endet in weniger als zwei Minuten. Bitte schließen Sie ab, woran Sie sind, und melden Sie sich neu an.
ending-stay = Angemeldet bleiben

## Abonnements
subscriptions-empty-title = Noch keine Abonnements
subscriptions-empty-text = Sobald Sie ein Abonnement haben, finden Sie es hier.
subscriptions-more = Weitere Abonnements anzeigen
subscription-number = Nr. { $number }
subscription-plan = Tarif: { $plan }
subscription-next = Nächste Rechnung
subscription-next-none = Keine weitere Rechnung
subscription-next-on = am { $date }
subscription-next-tax = inkl. { $tax } USt.
subscription-start = Vertragsbeginn
subscription-end = Vertragsende
subscription-end-open = Unbefristet
subscription-end-by-itself = Endet von selbst
subscription-end-then-open = danach unbefristet
subscription-earliest = Kündbar zum
subscription-deadline = bei Kündigung bis { $date }
subscription-trial-until = Testphase bis
subscription-ends = Vertragsende
subscription-ended = Beendet
subscription-cancelled-on = Gekündigt am { $date }
subscription-paused = Pausiert seit
subscription-payment = Zahlungsart
subscription-address = Rechnungsadresse
subscription-po = Ihre Bestellnummer
subscription-items =
    { $count ->
        [one] 1 Position
       *[other] { $count } Positionen
    }
item-quantity = { $quantity } × { $price }
item-tax-net = zzgl. { $rate } USt.
item-tax-gross = inkl. { $rate } USt.
item-no-tax = ohne USt.
item-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers
item-discount = { $discount } Rabatt
item-discount-for =
    { $count ->
        [one] { $discount } Rabatt auf die erste Rechnung
       *[other] { $discount } Rabatt auf die ersten { $count } Rechnungen
    }

every-days =
    { $count ->
        [one] täglich
       *[other] alle { $count } Tage
    }
every-weeks =
    { $count ->
        [one] wöchentlich
       *[other] alle { $count } Wochen
    }
every-months =
    { $count ->
        [one] monatlich
       *[other] alle { $count } Monate
    }
every-years =
    { $count ->
        [one] jährlich
       *[other] alle { $count } Jahre
    }
renews-days =
    { $count ->
        [one] verlängert sich jeweils um einen Tag
       *[other] verlängert sich jeweils um { $count } Tage
    }
renews-weeks =
    { $count ->
        [one] verlängert sich jeweils um eine Woche
       *[other] verlängert sich jeweils um { $count } Wochen
    }
renews-months =
    { $count ->
        [one] verlängert sich jeweils um einen Monat
       *[other] verlängert sich jeweils um { $count } Monate
    }
renews-years =
    { $count ->
        [one] verlängert sich jeweils um ein Jahr
       *[other] verlängert sich jeweils um { $count } Jahre
    }

status-active = Aktiv
status-upcoming = Beginnt bald
status-trial = Testphase
status-pending = Gekündigt, läuft noch
status-paused = Pausiert
status-ended = Beendet
status-draft = Entwurf
status-offer = Angebot

cancel-open = Vertrag kündigen
cancel-of = Vertrag kündigen: { $name }
cancel-title = Vertrag kündigen
cancel-loading = Ihr Vertragsende wird ermittelt
cancel-last-day = Vertragsende
cancel-at-once = Endet sofort
cancel-next-invoice = Nächste Rechnung
cancel-next-invoice-value = { $amount } am { $date }
cancel-no-invoice = Es kommt keine Rechnung mehr
cancel-mail = Bestätigung an
cancel-then = Bis zum Vertragsende bleibt alles wie gewohnt. So lange können Sie die Kündigung zurücknehmen.
cancel-then-at-once = Ihr Vertrag endet in dem Moment, in dem Sie bestätigen. Das lässt sich nicht rückgängig machen.
cancel-then-trial-at-once = Ihre Testphase endet in dem Moment, in dem Sie bestätigen, nicht erst am { $date }. Das lässt sich nicht rückgängig machen.
cancel-then-trial-end = Sie können die Testphase noch bis zum { $date } nutzen, danach endet der Vertrag, und es entstehen keine Kosten. Bis dahin können Sie die Kündigung zurücknehmen.
cancel-now = Jetzt kündigen
cancel-done = Ihr Vertrag ist gekündigt und endet am { $date }. Die Bestätigung ist per E-Mail unterwegs.
cancel-done-at-once = Ihr Vertrag ist beendet. Die Bestätigung ist per E-Mail unterwegs.
cancelled-title = Ihr Vertrag ist gekündigt
cancelled-title-at-once = Ihr Vertrag ist beendet
cancelled-received = Eingegangen am
cancelled-undo = Doch anders überlegt? Bis zum Vertragsende können Sie die Kündigung zurücknehmen.
reason-question = Warum kündigen Sie? (freiwillig)
reason-comment = Möchten Sie uns mehr dazu sagen?
reason-choose = Bitte wählen Sie eine Antwort oder überspringen Sie die Frage.
reason-skip = Überspringen
reason-send = Antwort senden
reason-thanks = Danke für Ihre Rückmeldung.
revoke = Kündigung zurücknehmen
revoke-of = Kündigung zurücknehmen: { $name }
revoke-done = Die Kündigung wurde zurückgenommen. Ihr Vertrag läuft weiter wie bisher.
change-method-of = Zahlungsart ändern: { $name }
change-address-of = Rechnungsadresse ändern: { $name }
choose-method-title = Zahlungsart ändern
choose-method = Wie möchten Sie dieses Abonnement bezahlen?
choose-method-done = Die Zahlungsart wurde geändert.
choose-address-title = Rechnungsadresse ändern
choose-address = Wohin sollen die Rechnungen gehen?
choose-address-done = Die Rechnungsadresse wurde geändert.
choose-default = Ihr Standard
choose-default-none = Noch keine hinterlegt
choose-default-which = { $name } (Standard)
choose-default-hint = Folgt Ihrer Standardauswahl
choose-more = Weitere anzeigen

## Rechnungsadressen
addresses-empty-title = Noch keine Rechnungsadresse
addresses-empty-text = Sobald eine Adresse hinterlegt ist, finden Sie sie hier.
addresses-more = Weitere Adressen anzeigen
address-main = Hauptadresse
address-invoice = Rechnungsadresse
address-other = Weitere Adresse
address-for-all = Alle Rechnungen gehen hierher, sofern Sie für ein Abonnement keine andere Adresse gewählt haben.
address-for-main = Rechnungen gehen an Ihre Rechnungsadresse.
address-for-some = Rechnungen für: { $names }
address-add = Adresse hinzufügen
address-added = Die Adresse wurde hinzugefügt.
address-edit-title = Adresse bearbeiten
address-saved = Die Adresse wurde gespeichert. Rechnungen, die Sie schon haben, bleiben unverändert.
address-make-main = Als Hauptadresse verwenden
address-is-main = Das ist jetzt Ihre Hauptadresse.
address-make-invoice = Für alle Rechnungen verwenden
address-is-invoice = Ihre Rechnungen gehen ab jetzt hierher.
address-unset = An die Hauptadresse senden
address-is-unset = Ihre Rechnungen gehen wieder an die Hauptadresse.
address-remove = Entfernen
address-remove-title = Adresse entfernen
address-remove-moves = Die Rechnungen für diese Abonnements gehen zurzeit hierher:
address-remove-then = Danach gehen sie an: { $address }.
address-remove-stays = Rechnungen, die Sie schon haben, bleiben unverändert. Die Adresse lässt sich nicht zurückholen, aber jederzeit neu eingeben.
address-remove-now = Adresse entfernen
address-removed = Die Adresse „{ $address }“ wurde entfernt.
address-kind = Wofür ist diese Adresse?
address-kind-main = Hauptadresse
address-kind-invoice = Nur für Rechnungen
address-use-for-invoices = Ab jetzt alle Rechnungen hierher senden
address-use-as-main = Ab jetzt als Hauptadresse verwenden
address-who = Empfänger
address-of-company = Firma
address-of-person = Person
address-company = Firmenname
address-first-name = Vorname
address-last-name = Nachname
address-street = Straße
address-house-number = Nr.
address-addition = Adresszusatz (Etage, c/o)
address-zip = PLZ
address-zip-wrong = Bitte prüfen Sie die PLZ: Sie passt nicht zum Land ({ $country }).
address-town = Ort
address-country = Land
address-more = USt-IdNr. und Kostenstelle
address-vat-id = USt-IdNr.
address-cost-centre = Kostenstelle
salutation = Anrede
salutation-none = Keine Angabe
salutation-mr = Herr
salutation-ms = Frau

## Zahlungsarten
payment-empty-title = Noch keine Zahlungsart
payment-empty-text = Sobald eine Zahlungsart hinterlegt ist, finden Sie sie hier.
payment-card = Karte
payment-sepa = SEPA-Lastschrift
payment-paypal = PayPal
payment-transfer = Überweisung
payment-wallet = Guthaben
payment-other = Zahlungsart
payment-iban = IBAN
payment-ending = { $what } mit Endziffern { $digits }
payment-card-holder = Karteninhaber
payment-card-valid = Gültig bis
payment-account-holder = Kontoinhaber
payment-mandate = Mandatsreferenz
payment-signed = Mandat erteilt am
payment-account = Konto
payment-transfer-text = Sie überweisen den Betrag jeder Rechnung selbst.
payment-expired = Abgelaufen
payment-action = Bitte prüfen
payment-revoked = Mandat widerrufen
payment-unconfigured = Zurzeit nicht nutzbar
payment-disabled = Abgeschaltet

## Rechnungen
invoices-empty-title = Noch keine Rechnungen
invoices-empty-text = Ihre erste Rechnung finden Sie hier, sobald sie erstellt ist.
invoices-number = Nummer
invoices-date = Datum
invoices-status = Status
invoices-due = Fällig am
invoices-amount = Betrag
invoices-open = { $amount } offen
invoices-without-number = Noch ohne Nummer
invoices-more = Weitere Rechnungen anzeigen
invoices-loaded =
    { $count ->
        [one] 1 Rechnung wird angezeigt
       *[other] { $count } Rechnungen werden angezeigt
    }
invoices-all =
    { $count ->
        [one] Das ist Ihre einzige Rechnung.
       *[other] Das sind alle { $count } Rechnungen.
    }
invoice-paid = Bezahlt
invoice-open = Offen
invoice-overdue = Überfällig
invoice-failed = Zahlung fehlgeschlagen
invoice-reminded = Erinnerung gesendet
invoice-cancelled = Storniert
invoice-credit = Gutschrift
invoice-cancellation = Storno
invoice-draft = Entwurf
invoice-finalizing = Wird erstellt

## Persönlicher Kontakt
contact-empty-title = Noch kein persönlicher Kontakt
contact-empty-text = Sobald jemand persönlich für Sie da ist, finden Sie die Angaben hier.
contact-intro = Gern für Sie da bei allen Fragen rund um Ihren Vertrag.
contact-speaks = Sprachen: { $languages }.
contact-mail = E-Mail schreiben
contact-call = Anrufen
contact-book = Termin buchen
contact-book-hint = öffnet ein neues Fenster

## Fehler, einer für jeden Code
error-title = Das hat nicht geklappt
error-network = Wir sind gerade nicht erreichbar. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es erneut.
error-wait =
    { $count ->
        [one] Zu viele Versuche. Bitte warten Sie eine Sekunde und versuchen Sie es dann erneut.
       *[other] Zu viele Versuche. Bitte warten Sie { $count } Sekunden und versuchen Sie es dann erneut.
    }
error-malformed-request = Die Anfrage war nicht lesbar. Bitte laden Sie die Seite neu.
error-validation-failed = Etwas an Ihrer Eingabe stimmt nicht. Bitte prüfen Sie sie.
error-unauthorized = Sie sind nicht mehr angemeldet.
error-forbidden = Das ist Ihnen nicht erlaubt.
error-section-disabled = Dieser Bereich ist zurzeit nicht verfügbar.
error-not-found = Das gibt es nicht oder nicht mehr.
error-method-not-allowed = Das ist hier nicht möglich. Bitte laden Sie die Seite neu.
error-payload-too-large = Das ist zu groß zum Senden.
error-unsupported-media-type = Die Anfrage war nicht lesbar. Bitte laden Sie die Seite neu.
error-too-many-requests = Zu viele Versuche. Bitte warten Sie einen Moment und versuchen Sie es dann erneut.
error-code-invalid = Dieser Code ist falsch, wurde benutzt oder ist abgelaufen. Geben Sie ihn noch einmal ein oder fordern Sie einen neuen an.
error-step-up-required = Bitte bestätigen Sie mit einem neuen Code, dass Sie es sind.
error-view-only = Sie sehen das Portal so, wie der Kunde es sieht. Ändern lässt sich hier nichts.
error-user-exists = Diese Person kann bereits für den Kunden handeln.
error-user-is-main = Diese Person hat die Hauptadresse und bleibt Inhaber. Ändern Sie zuerst die Adresse.
error-user-limit-reached = Es gibt so viele Personen, wie es geben kann. Entfernen Sie zuerst eine.
error-account-frozen = Eine Änderung der E-Mail-Adresse wurde zurückgenommen. 24 Stunden lang lassen sich Adresse und Personen nicht ändern.
error-link-invalid = Dieser Link funktioniert nicht mehr.
error-number-taken = Diese Nummer wird bereits verwendet.
error-external-id-taken = Diese Kennung wird bereits verwendet.
error-customer-not-active = Ihr Konto ist nicht aktiv. Bitte melden Sie sich bei uns.
error-already-cancelled = Dieser Vertrag ist bereits gekündigt.
error-already-current = Diese Einstellungen gelten bereits.
error-not-cancellable = Dieser Vertrag kann zurzeit nicht gekündigt werden.
error-no-cancellation-pending = Es gibt keine Kündigung mehr, die Sie zurücknehmen könnten.
error-cancellation-date-invalid = Zu diesem Tag kann der Vertrag nicht enden.
error-address-archived = Diese Adresse wurde entfernt. Bitte legen Sie eine neue an.
error-address-is-default = Das ist die Standardadresse. Bitte wählen Sie zuerst eine andere.
error-wrong-state = Das geht gerade nicht. Bitte sehen Sie es sich noch einmal an.
error-not-in-trial = Es läuft keine Testphase.
error-quantity-fixed = Die Menge lässt sich nicht ändern.
error-reason-in-use = Dieser Grund wird verwendet. Bitte schalten Sie ihn stattdessen ab.
error-code-taken = Dieses Kürzel ist schon vergeben.
error-billing-run-active = Ein Rechnungslauf ist noch in Arbeit. Bitte warten Sie darauf.
error-customer-in-use = Dafür gibt es noch laufende Verträge oder Rechnungen.
error-customer-erased = Die Daten dieses Kunden wurden gelöscht.
error-contact-in-use = Dieser Kontakt ist noch Kunden zugeordnet.
error-payment-method-not-usable = Diese Zahlungsart kann zurzeit nicht verwendet werden.
error-mail-not-resendable = Diese E-Mail kann nicht noch einmal gesendet werden.
error-delivery-not-resendable = Dieses Ereignis kann nicht noch einmal gesendet werden.
error-webhook-disabled = Der Endpunkt ist abgeschaltet.
error-concurrent-change = Das wurde gerade an anderer Stelle geändert. Bitte sehen Sie es sich noch einmal an.
error-idempotency-key-reused = Die Anfrage konnte nicht wiederholt werden. Bitte laden Sie die Seite neu.
error-idempotency-in-progress = Ihre Anfrage wird noch bearbeitet. Bitte warten Sie einen Moment.
error-unavailable = Das ist gerade nicht verfügbar. Bitte versuchen Sie es in einigen Minuten erneut.
error-internal = Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in einigen Minuten erneut.

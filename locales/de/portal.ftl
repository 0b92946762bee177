# Das Kundenportal. Jede Meldung wird zu einer Funktion in `portico_ui::texts`:
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
portal-name = Kundenportal
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
look-over-title = Die Ansicht ist beendet
look-over-text = Sie können diesen Tab schließen.
look-over-back = Zurück zur Konsole

tab-subscriptions = Abonnements
tab-subscriptions-short = Abos
tab-addresses = Rechnungsadressen
tab-addresses-short = Adressen
tab-payment = Zahlungsmethoden
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
link-text = Sie melden sich im Kundenportal unter { $host } an.
link-text-customer = Sie melden sich im Kundenportal unter { $host } für { $customer } an. Die Sitzung, die in diesem Browser offen ist, wird damit beendet.
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
role-billing-hint = Rechnungen, Adressen und Zahlungsmethoden.
role-viewer = Lesen
role-viewer-hint = Ansehen, nichts ändern.

email-title = Haupt-E-Mail-Adresse
email-text = An sie gehen E-Mails zu Abonnements, und wem sie gehört, ist der erste Inhaber.
email-change = Adresse ändern
email-change-text = Wir schicken einen Link an die neue Adresse. Sie gilt, sobald er benutzt wurde; die alte Adresse erfährt davon.
email-new = Neue E-Mail-Adresse
email-send = Link senden
email-waits = Die Bestätigung von { $email } steht noch aus.
email-withdraw = Alte Adresse behalten
email-prove-title = Neue Adresse bestätigen
email-prove-text = Diese Adresse wird die Hauptadresse, und Sie werden mit ihr angemeldet.
email-undo-title = Das war ich nicht
email-undo-text = Die E-Mail-Adresse bleibt, wie sie war, oder wird wieder die alte. Alle werden abgemeldet, und 24 Stunden lang kann niemand Adresse, Personen und Zahlungsmethoden ändern.
email-undone = Erledigt. Die Hauptadresse ist { $email }; alle wurden abgemeldet.

preferences-title = Rechnungen
preferences-text = Gilt für Rechnungen, die ab jetzt ausgestellt werden.
preferences-change = Rechnungseinstellungen ändern
preferences-saved = Gespeichert. Es gilt ab der nächsten Rechnung.
preferences-format = Format
preferences-zugferd = PDF mit E-Rechnung (ZUGFeRD)
preferences-zugferd-hint = Lesbar für Menschen und Programme; für die meisten Unternehmen
preferences-xrechnung = XRechnung (CII)
preferences-xrechnung-hint = Für öffentliche Auftraggeber; braucht deren Leitweg-ID
preferences-xrechnung-ubl = XRechnung (UBL)
preferences-buyer = Leitweg-ID
preferences-buyer-missing = XRechnung braucht die Leitweg-ID.
preferences-buyer-wrong = Das ist keine Leitweg-ID. Sie sieht aus wie 991-33333TEST-33; bitte prüfen Sie auch die letzten beiden Ziffern.
preferences-order = Bestellnummer (PO)
preferences-language = Sprache der Rechnungen
preferences-language-own = Sprache des Kontos
preferences-none = Keine

recipients-title = Gehen auch per E-Mail an
recipients-none = Rechnungen gehen nur an die Adresse des Kunden.
recipients-add = Empfänger hinzufügen
recipients-add-text = Wir fragen diese Adresse per E-Mail. Sie bekommt die Rechnungen, sobald sie zugestimmt hat, und keinen Zugang zu diesem Portal.
recipients-ask = Per E-Mail fragen
recipients-sent = Wir haben { $email } gefragt.
recipients-waits = Noch nicht bestätigt
recipients-remove-title = Diesen Empfänger entfernen?
recipients-remove-text = { $email } bekommt keine Rechnungen mehr.
recipients-removed = { $email } wurde entfernt.
recipient-title = Rechnungen erhalten
recipient-text = Rechnungen gehen an die Adresse, an die dieser Link kam. Er gibt keinen Zugang zum Kundenportal.
recipient-done = Fertig. Rechnungen gehen ab jetzt auch an { $email }.

people-title = Personen
people-text = Alle hier melden sich mit ihrer eigenen E-Mail-Adresse an.
people-invite = Jemanden einladen
people-send = Einladung senden
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
activity-by-link = Jemand mit einem Link für eine Zahlungsmethode
activity-by-system = Automatisch
did-address-add = Rechnungsadresse hinzugefügt
did-address-change = Rechnungsadresse geändert
did-address-remove = Rechnungsadresse entfernt
did-address-default = Andere Standardadresse gewählt
did-customer-create = Konto angelegt
did-customer-close = Konto gesperrt
did-customer-open = Konto wieder freigegeben
did-vat-check = USt-IdNr. geprüft
did-method-add = Zahlungsmethode hinzugefügt
did-method-remove = Zahlungsmethode entfernt
did-method-change = Zahlungsmethode geändert
did-mandate = SEPA-Mandat erteilt
did-mandate-change = Konto eines SEPA-Mandats geändert
did-mandate-end = SEPA-Mandat beendet
did-method-default = Standard-Zahlungsmethode geändert
did-link = Anmeldelink erstellt
did-link-end = Anmeldelinks beendet
did-email-ask = Andere Haupt-E-Mail-Adresse angefragt
did-email-withdraw = Änderung der Haupt-E-Mail-Adresse zurückgezogen
did-email-undo = Änderung der Haupt-E-Mail-Adresse rückgängig gemacht
did-person-invite = Person eingeladen
did-person-change = Rolle einer Person geändert
did-person-remove = Person entfernt
did-preferences = Rechnungseinstellungen geändert
did-recipient-ask = Weiterer Rechnungsempfänger gefragt
did-recipient-confirm = Weiterer Rechnungsempfänger bestätigt
did-recipient-remove = Rechnungsempfänger entfernt
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
did-cancel = Abonnement gekündigt
did-revoke = Kündigung zurückgenommen
did-reason = Kündigungsgrund angegeben
did-subscription-end = Abonnement beendet
did-pause = Abonnement pausiert
did-resume = Abonnement fortgesetzt
did-trial-extend = Testphase verlängert
did-trial-end = Testphase beendet
did-subscription-method = Zahlungsmethode eines Abonnements geändert
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
        [one] Eine Zahlungsmethode
       *[other] { $count } Zahlungsmethoden
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
        [one] Nummer und Daten eines Abonnements, ohne Ihren Namen
       *[other] Nummern und Daten von { $count } Abonnements, ohne Ihren Namen
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
subscription-payment = Zahlungsmethode
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
change-method-of = Zahlungsmethode ändern: { $name }
change-address-of = Rechnungsadresse ändern: { $name }
choose-method-title = Zahlungsmethode ändern
choose-method = Wie möchten Sie dieses Abonnement bezahlen?
choose-method-done = Die Zahlungsmethode wurde geändert.
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

## Zahlungsmethoden
payment-empty-title = Noch keine Zahlungsmethode
payment-empty-text = Sobald eine Zahlungsmethode hinterlegt ist, finden Sie sie hier.
payment-card = Karte
payment-sepa = SEPA-Lastschrift
payment-paypal = PayPal
payment-transfer = Überweisung
payment-wallet = Guthaben
payment-other = Zahlungsmethode
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
payment-revoked = Nicht mehr gültig
payment-unconfigured = Zurzeit nicht nutzbar
payment-disabled = Abgeschaltet
payment-once = Für eine Zahlung
payment-add = Zahlungsmethode hinzufügen
payment-name = Bezeichnung
payment-rename = Umbenennen
payment-renamed = Die Bezeichnung wurde geändert.
payment-make-default = Als Standard verwenden
payment-is-default = Das ist jetzt Ihr Standard: Neue Rechnungen werden damit eingezogen.
payment-is-default-transfer = Das ist jetzt Ihr Standard: Den Betrag neuer Rechnungen überweisen Sie jeweils selbst.
payment-remove = Entfernen
payment-removed = „{ $name }“ wurde entfernt.
payment-until = { $name }, gültig bis { $day }
payment-added = { $name }, hinzugefügt am { $day }
payment-unconfirmed = { $kind } (noch nicht bestätigt)
payment-begun = Das Hinzufügen wurde begonnen, aber nicht abgeschlossen. Es wird nichts damit eingezogen.
payment-continue = Fortsetzen
payment-discard = Verwerfen
payment-bic = BIC
payment-bank = Bank

## Eine Zahlungsmethode entfernen
remove-title = Zahlungsmethode entfernen
remove-last = Damit werden Ihre Abonnements bezahlt, und eine andere Zahlungsmethode gibt es nicht. Bitte fügen Sie zuerst eine andere hinzu.
remove-underway = Eine Zahlung damit ist noch unterwegs. Sobald sie abgeschlossen ist, können Sie die Zahlungsmethode entfernen.
remove-new-default = Was soll danach Ihr Standard sein?
remove-follow = Auch diese Abonnements werden danach mit Ihrem Standard bezahlt:
remove-nothing-left = Diese Abonnements haben danach keine Zahlungsmethode mehr:
remove-move = { $name } ({ $number }) wird bezahlt mit
remove-invoices =
    { $count ->
        [one] Davon ist eine offene Rechnung betroffen.
       *[other] Davon sind { $count } offene Rechnungen betroffen.
    }
remove-mandate = Ihr SEPA-Lastschriftmandat endet damit.
remove-for-good = Das lässt sich nicht zurücknehmen. Sie können die Zahlungsmethode aber jederzeit neu hinzufügen.

## Mandate
mandate-title = SEPA-Lastschriftmandat
mandate-show = Mandat anzeigen
mandate-download = Mandat als PDF speichern
mandate-file = mandat.pdf
mandate-active = Gültig
mandate-lapsed = Erloschen
mandate-type = Zahlungsart
mandate-recurrent = Wiederkehrende Zahlung
mandate-one-off = Einmalige Zahlung
mandate-creditor = Gläubiger
mandate-creditor-id = Gläubiger-Identifikationsnummer
mandate-address = Anschrift
mandate-consented = Im Portal zugestimmt
mandate-amended = Konto geändert
mandate-last-debit = Letzte Lastschrift, fällig am
mandate-lapses = Erlischt ohne Lastschrift am
mandate-revoked-at = Widerrufen
mandate-street = Straße und Hausnummer
mandate-too-long = Bitte kürzen Sie diese Angabe.
mandate-consent = Ich erteile dieses Mandat.
mandate-give = Mandat erteilen
consent-missing = Bitte stimmen Sie zu, um fortzufahren.
account-change = Konto ändern
account-change-text = Das Mandat bleibt bestehen; abgebucht wird ab dann vom neuen Konto. Wir bestätigen Ihnen das auch per E-Mail.
account-consent = Ich stimme zu, dass dieses Mandat für das neue Konto gilt.
account-changed = Das Konto wurde geändert. Ab jetzt wird davon abgebucht.
revoke-mandate = Mandat widerrufen
revoke-mandate-text = Von diesem Konto wird nichts mehr abgebucht. Eine Lastschrift, die der Bank schon vorliegt, wird nicht aufgehalten. Für weitere Zahlungen brauchen Sie eine andere Zahlungsmethode.
revoke-mandate-default = Sie ist Ihr Standard. Bitte wählen Sie bald eine andere oder fügen Sie eine hinzu, damit keine Rechnung offen bleibt.
revoke-mandate-done = Das Mandat ist widerrufen.
iban-character = Eine IBAN hat nur Buchstaben von A bis Z und Ziffern. Bitte prüfen Sie die Eingabe.
iban-country = Von einem Konto mit dieser IBAN kann nicht abgebucht werden. Die ersten zwei Buchstaben müssen für ein Land im SEPA-Raum stehen.
iban-length = Diese IBAN ist für ihr Land zu kurz oder zu lang. Bitte prüfen Sie die Eingabe.
iban-digits = In dieser IBAN ist ein Zeichen falsch oder zwei sind vertauscht: Die Prüfziffern passen nicht.
iban-structure = So sieht eine IBAN dieses Landes nicht aus. Bitte prüfen Sie die Eingabe.
iban-unchanged = Von diesem Konto wird schon abgebucht. Bitte geben Sie eine andere IBAN ein.

## Eine Zahlungsmethode hinzufügen
add-title = Zahlungsmethode hinzufügen
add-question = Wie möchten Sie bezahlen?
add-nothing-title = Zurzeit kann nichts hinzugefügt werden
add-nothing-text = Diese Zahlungsart wird hier zurzeit nicht angeboten. Bitte wenden Sie sich an uns.
add-card-hint = Ihre Bank bittet Sie vielleicht um eine Bestätigung.
add-sepa-hint = Wir buchen von Ihrem Konto ab; dafür erteilen Sie hier ein Mandat.
add-transfer-hint = Sie überweisen den Betrag jeder Rechnung selbst.
add-redirect-hint = Sie bestätigen auf der Seite des Anbieters.
add-testing-hint = Zum Ausprobieren: Es fließt kein Geld.
add-continue = Weiter
add-use-kept = Für diese Rechnung und spätere Zahlungen
add-use-once = Nur für diese Rechnung
add-use-once-hint = Die Zahlungsmethode wird entfernt, sobald die Rechnung bezahlt ist.
add-redirect-text = Sie bestätigen bei unserem Zahlungsanbieter und kommen danach hierher zurück.
add-script-text = Im nächsten Schritt geben Sie Ihre Daten in ein Feld unseres Zahlungsanbieters Stripe ein. Sie gehen direkt an Stripe; wir sehen sie nicht.
add-script-card-text = Was Sie hier eingeben, geht direkt an unseren Zahlungsanbieter Stripe; Ihre Kartennummer sehen wir nicht.
add-script-debit-text = Ihre IBAN geht direkt an unseren Zahlungsanbieter Stripe.
add-script-loading = Das Feld des Zahlungsanbieters wird geladen
add-script-missing = Der Zahlungsanbieter ist nicht erreichbar. Vielleicht liegt es an einem Blocker in Ihrem Browser. Es geht nichts verloren.
add-stripe-mandate = Mit der Angabe Ihrer IBAN und Ihrer Bestätigung ermächtigen Sie (A) { $merchant } und Stripe, unseren Zahlungsdienstleister, Ihrem Kreditinstitut Anweisungen zur Belastung Ihres Kontos zu erteilen, und (B) Ihr Kreditinstitut, Ihr Konto gemäß diesen Anweisungen zu belasten. Im Rahmen Ihrer Rechte haben Sie, entsprechend den Vertragsbedingungen mit Ihrem Kreditinstitut, Anspruch auf eine Rückerstattung von Ihrem Kreditinstitut. Eine Rückerstattung muss innerhalb von acht Wochen ab dem Tag, an dem Ihr Konto belastet wurde, geltend gemacht werden. Eine Erläuterung Ihrer Rechte können Sie von Ihrem Kreditinstitut anfordern. Sie erklären sich einverstanden, Benachrichtigungen über künftige Belastungen bis spätestens zwei Tage vor dem Buchungsdatum zu erhalten.
add-card-field = Karte
add-card-save = Karte speichern
add-transfer-text = Bitte überweisen Sie den Betrag jeder Rechnung auf dieses Konto, mit der Rechnungsnummer als Verwendungszweck.
transfer-holder = Empfänger
transfer-copy = IBAN kopieren
transfer-copied = Kopiert
transfer-not-copied = Ihr Browser lässt das nicht zu. Bitte markieren und kopieren Sie die IBAN von Hand.
transfer-choose = Per Überweisung bezahlen
transfer-instead = Den Betrag selbst überweisen
transfer-amount = Betrag
transfer-reference = Verwendungszweck
transfer-scan = Oder scannen Sie diesen Code mit Ihrer Banking-App.
transfer-code = Code für Ihre Banking-App
add-leaving = Sie werden zum Zahlungsanbieter weitergeleitet.
add-waiting-title = Noch nicht abgeschlossen
add-waiting-text = Der Zahlungsanbieter wartet noch auf Ihre Bestätigung. Sie können dort fortfahren oder es dabei belassen.
add-other = Eine andere Zahlungsart wählen
add-refused-title = Das hat nicht geklappt
add-done = „{ $name }“ wurde hinzugefügt
add-done-mandate = Bewahren Sie das Mandat für Ihre Unterlagen auf.
add-back = Zu Ihren Zahlungsmethoden
add-to-invoice = Zurück zur Rechnung

## Über einen Link
link-hello = Guten Tag, { $customer }! Hier fügen Sie eine Zahlungsmethode hinzu, ohne sich anzumelden.
link-use = Wofür soll sie verwendet werden?
link-use-existing = Für meine bestehenden Abonnements verwenden
link-use-future = Für künftige Abonnements verwenden
link-begun = Sie hatten begonnen, eine Zahlungsmethode hinzuzufügen. Sie können damit fortfahren oder unten neu beginnen.
link-pay-dead = Ein solcher Link gilt, bis eine Zahlungsmethode hinzugefügt wurde, und nur für begrenzte Zeit. Bitte fordern Sie bei uns einen neuen an.
link-mandate = Bewahren Sie das Mandat bei Ihren Unterlagen auf.
link-invoices = Ihre offenen Rechnungen
link-to-transfer = Bitte überweisen Sie diese Beträge, jeweils mit der Rechnungsnummer als Verwendungszweck. Sie werden nicht eingezogen.
link-pending = Wird bezahlt
link-underway = Unterwegs: Ihre Bank braucht einige Tage
link-way-on = Weiter
link-close = Das war alles. Sie können diese Seite schließen.

## Eine Rechnung bezahlen
pay-title = Rechnung bezahlen
pay-invoice = Rechnung
pay-open = Zu zahlen
pay-failed-before = Die letzte Zahlung ist fehlgeschlagen. Sie können jetzt mit derselben oder einer anderen Zahlungsmethode bezahlen.
pay-nothing = Auf dieser Rechnung ist nichts zu zahlen.
pay-no-method = Es gibt keine Zahlungsmethode, mit der Sie bezahlen können. Bitte fügen Sie eine hinzu.
pay-question = Wie möchten Sie diese Rechnung bezahlen?
pay-add-another = Andere Zahlungsmethode hinzufügen
pay-now = Jetzt bezahlen
pay-announced = Die Lastschrift wird Ihnen angekündigt und einige Tage später abgebucht.
pay-keep = Diese Rechnung damit einziehen
pay-kept = Diese Rechnung wird damit eingezogen.
pay-done-title = Bezahlt
pay-done = Vielen Dank: { $amount } sind bezahlt.
pay-underway-title = Unterwegs
pay-underway = { $amount } werden abgebucht. Ihre Bank braucht dafür einige Tage; Sie müssen nichts weiter tun.
pay-underway-on = { $amount } werden am { $date } von Ihrem Konto abgebucht. Sie müssen nichts weiter tun.
pay-pending-title = Noch keine Antwort
pay-pending = Wir haben { $amount } angefragt und warten auf die Antwort. Sie können diese Seite verlassen: Es geht von selbst weiter, und nichts wird doppelt bezahlt.
pay-failed-title = Die Zahlung ist fehlgeschlagen
pay-other = Anders bezahlen
pay-back = Zu Ihren Rechnungen
pay-forbidden = Mit Ihrer Rolle können Sie hier lesen, aber nichts ändern. Bitte wenden Sie sich an eine Person mit der Rolle „Inhaber“.

## Warum eine Zahlungsmethode oder eine Zahlung abgelehnt wurde
refused-declined = Die Bank hat abgelehnt und keinen Grund genannt. Bitte fragen Sie Ihre Bank, oder verwenden Sie eine andere Zahlungsmethode.
refused-funds = Das Konto ist nicht ausreichend gedeckt.
refused-expired = Die Karte ist abgelaufen.
refused-data = Etwas an den Angaben stimmt nicht. Bitte prüfen Sie Nummer, Datum und Kartenprüfnummer.
refused-authentication = Ihre Bank verlangt eine Bestätigung von Ihnen, und die kam nicht zustande. Bitte versuchen Sie es erneut, oder verwenden Sie eine andere Zahlungsmethode.
refused-limit = Ein Limit der Karte oder des Kontos wurde überschritten.
refused-mandate = Die Bank erkennt das Mandat nicht an, oder der Lastschrift wurde widersprochen.
refused-closed = Das Konto wurde aufgelöst.
refused-unsupported = Die Bank lässt diese Art der Zahlung nicht zu oder nicht in dieser Währung.
refused-again = Beim Anbieter ist etwas schiefgegangen. Bitte versuchen Sie es erneut.
refused-cancelled = Der Vorgang wurde abgebrochen. Es wurde nichts geändert.
refused-removed = Die Zahlungsmethode wurde inzwischen entfernt.
refused-there = Eine Zahlungsmethode dieser Art gibt es schon, und mehr als eine ist nicht möglich.
refused-given-up = Der Zahlungsanbieter hat nie geantwortet, und die Zahlung wurde aufgegeben. Wurde doch Geld abgebucht, zählt es, sobald der Anbieter es meldet.
refused-given-back = Das Geld wurde beim Zahlungsanbieter zurückgezahlt.
refused-withdrawn = Die Lastschrift wurde zurückgezogen, bevor Geld floss.
refused-paid-otherwise = Es wurde nichts abgebucht: Die Rechnung wird auf anderem Weg bezahlt.

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
invoice-underway = Zahlung läuft
invoice-collect-on = Wird am { $date } abgebucht
invoice-reminded = Erinnerung gesendet
invoice-cancelled = Storniert
invoice-credit = Gutschrift
invoice-cancellation = Storno
invoice-draft = Entwurf
invoice-finalizing = Wird erstellt

balance-title = Offener Betrag
balance-open =
    { $count ->
        [one] offen auf einer Rechnung
       *[other] offen auf { $count } Rechnungen
    }
balance-overdue = davon { $amount } überfällig
balance-underway = davon { $amount } schon unterwegs
balance-none = Es ist nichts offen.

filter-title = Rechnungen finden
filter-search = Nach Nummer oder Vertrag suchen
filter-year = Jahr
filter-year-all = Alle Jahre
filter-status-all = Alle
filter-open = Offen
filter-paid = Bezahlt
filter-cancelled = Storniert
filter-more = Weitere Filter
filter-type = Art
filter-type-all = Alle Arten
filter-invoices = Rechnungen
filter-credits = Gutschriften
filter-cancellations = Stornorechnungen
filter-from = Rechnungsdatum ab
filter-to = Rechnungsdatum bis
filter-days-wrong = Der Zeitraum endet, bevor er beginnt.
filter-least = Betrag ab ({ $currency })
filter-most = Betrag bis ({ $currency })
filter-amount-wrong = Bitte geben Sie einen Betrag ein, zum Beispiel 49,90.
filter-clear = Filter zurücksetzen
invoices-none-title = Keine Rechnung passt
invoices-none-text = Bitte prüfen Sie Suche und Filter.
invoices-fit =
    { $count ->
        [one] Eine Rechnung passt.
       *[other] { $count } Rechnungen passen.
    }
invoices-select = Auswählen
invoices-select-one = { $number } auswählen
invoices-actions = Aktionen
invoice-pdf = PDF
invoice-xml = XML
invoice-preparing = Wird vorbereitet …
invoice-no-file = Diese Datei gibt es zu der Rechnung nicht.

selection-title = Auswahl
select-all = Alle passenden auswählen
selected =
    { $count ->
        [one] Eine ist ausgewählt
       *[other] { $count } sind ausgewählt
    }
selected-all = Alle passenden sind ausgewählt
selected-but =
    { $count ->
        [one] Alle passenden bis auf eine sind ausgewählt
       *[other] Alle passenden bis auf { $count } sind ausgewählt
    }
export-title = Fortschritt der Datei
export-zip = ZIP herunterladen
export-csv = CSV herunterladen
export-begun = Die Datei wird vorbereitet …
export-progress = { $done } von { $total } sind fertig
export-stop = Nicht warten
export-done = Der Download hat begonnen.
export-without =
    { $count ->
        [one] Eine Rechnung ist nicht dabei: Zu ihr gibt es keine Datei.
       *[other] { $count } Rechnungen sind nicht dabei: Zu ihnen gibt es keine Dateien.
    }
export-broken = Die Datei konnte nicht erstellt werden. Bitte versuchen Sie es erneut.
export-no-files = Zu diesen Rechnungen gibt es keine Dateien. Als CSV können Sie sie herunterladen.
export-too-many = Das sind mehr als 5.000 Rechnungen. Bitte wählen Sie weniger aus, zum Beispiel einen kürzeren Zeitraum.
export-wait =
    { $count ->
        [one] Sie haben viele Dateien angefordert. In einer Minute geht es wieder.
       *[other] Sie haben viele Dateien angefordert. In { $count } Minuten geht es wieder.
    }

reader-title = Rechnung
reader-invoice = Rechnung { $number }
reader-credit = Gutschrift { $number }
reader-cancellation = Stornorechnung { $number }
reader-back = Zurück zu den Rechnungen
reader-print = Drucken
reader-glance = Auf einen Blick
reader-for = Für
reader-date = Datum
reader-paid-on = Bezahlt am
reader-total = Gesamtbetrag
reader-open = Noch offen
reader-recipient = Empfänger
reader-seller = Rechnungssteller
reader-tax-number = Steuernummer
reader-service-period = Leistungszeitraum
reader-positions = Positionen
reader-caption = Positionen: { $name }
reader-position = Position
reader-period = Zeitraum
reader-days = { $billed } von { $of } Tagen
reader-quantity = Menge
reader-price = Einzelpreis
reader-discount = Rabatt
reader-tax = USt.
reader-net = Preise und Beträge ohne Umsatzsteuer.
reader-gross = Preise und Beträge mit Umsatzsteuer.
reader-sums = Beträge
reader-net-sum = Netto
reader-tax-on = { $rate } USt. auf { $net }
reader-untaxed-on = { $net }: { $why }
reader-rounding = Rundung
reader-fees = Mahngebühren
reader-credited = Gutgeschrieben
reader-paid = Bezahlt
reader-refund = An Sie zurückzuzahlen
reader-buyer-reference = Ihre Referenz (Leitweg-ID)
reader-tax-in = USt. in { $currency }
reader-rate = { $base } = { $quote }, Kurs vom { $date }
reader-terms = Zahlung laut Rechnung
reader-pay-transfer = { $amount } per Überweisung auf dieses Konto.
reader-pay-debit-on = { $amount } per SEPA-Lastschrift am { $date }.
reader-pay-debit = { $amount } per SEPA-Lastschrift bei Fälligkeit.
reader-pay-collected = { $amount } mit Ihrer Zahlungsmethode.
reader-payments = Zahlungen
payment-pending = Angefordert
payment-underway = Unterwegs
payment-failed = Fehlgeschlagen
payment-returned = Zurückgegeben
payment-withdrawn = Zurückgezogen
payment-refunded = { $amount } erstattet
reader-related = Zugehörige Dokumente
reader-takes-back = Gehört zu
reader-taken-back = Zurückgenommen durch

## Persönlicher Kontakt
contact-empty-title = Noch kein persönlicher Kontakt
contact-empty-text = Sobald jemand persönlich für Sie da ist, finden Sie die Angaben hier.
contact-intro = Gern für Sie da bei allen Fragen rund um Ihr Abonnement.
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
error-recipient-exists = Diese Adresse bekommt die Rechnungen bereits oder wurde schon gefragt.
error-recipient-limit-reached = Es gibt so viele weitere Empfänger, wie es geben kann. Entfernen Sie zuerst einen.
error-account-frozen = Eine Änderung der E-Mail-Adresse wurde zurückgenommen. 24 Stunden lang lassen sich Adresse, Personen, Rechnungsempfänger und Zahlungsmethoden nicht ändern.
error-link-invalid = Dieser Link funktioniert nicht mehr.
error-number-taken = Diese Nummer wird bereits verwendet.
error-external-id-taken = Diese Kennung wird bereits verwendet.
error-customer-not-active = Ihr Konto ist nicht aktiv. Bitte melden Sie sich bei uns.
error-already-cancelled = Dieses Abonnement ist bereits gekündigt.
error-already-current = Diese Einstellungen gelten bereits.
error-not-cancellable = Dieses Abonnement kann zurzeit nicht gekündigt werden.
error-no-cancellation-pending = Es gibt keine Kündigung mehr, die Sie zurücknehmen könnten.
error-cancellation-date-invalid = Zu diesem Tag kann das Abonnement nicht enden.
error-address-archived = Diese Adresse wurde entfernt. Bitte legen Sie eine neue an.
error-address-is-default = Das ist die Standardadresse. Bitte wählen Sie zuerst eine andere.
error-wrong-state = Das geht gerade nicht. Bitte sehen Sie es sich noch einmal an.
error-not-in-trial = Es läuft keine Testphase.
error-quantity-fixed = Die Menge lässt sich nicht ändern.
error-reason-in-use = Dieser Grund wird verwendet. Bitte schalten Sie ihn stattdessen ab.
error-code-taken = Dieses Kürzel ist schon vergeben.
error-billing-run-active = Ein Rechnungslauf ist noch in Arbeit. Bitte warten Sie darauf.
error-customer-in-use = Dafür gibt es noch laufende Abonnements oder Rechnungen.
error-customer-erased = Die Daten dieses Kunden wurden gelöscht.
error-contact-in-use = Dieser Kontakt ist noch Kunden zugeordnet.
error-payment-method-in-use = Diese Zahlungsmethode wird noch gebraucht. Fügen Sie zuerst eine andere hinzu, oder warten Sie, bis eine laufende Zahlung abgeschlossen ist.
error-payment-method-exists = Es gibt zu viele Zahlungsmethoden, oder eine dieser Art ist schon da. Entfernen Sie zuerst eine.
error-gateway-not-configured = Diese Zahlungsmethode ist zurzeit nicht eingerichtet.
error-payment-method-not-usable = Diese Zahlungsmethode kann zurzeit nicht verwendet werden.
error-mail-not-resendable = Diese E-Mail kann nicht noch einmal gesendet werden.
error-delivery-not-resendable = Dieses Ereignis kann nicht noch einmal gesendet werden.
error-webhook-disabled = Der Endpunkt ist abgeschaltet.
error-concurrent-change = Das wurde gerade an anderer Stelle geändert. Bitte sehen Sie es sich noch einmal an.
error-idempotency-key-reused = Die Anfrage konnte nicht wiederholt werden. Bitte laden Sie die Seite neu.
error-idempotency-in-progress = Ihre Anfrage wird noch bearbeitet. Bitte warten Sie einen Moment.
error-unavailable = Das ist gerade nicht verfügbar. Bitte versuchen Sie es in einigen Minuten erneut.
error-internal = Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es in einigen Minuten erneut.

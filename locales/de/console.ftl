# Die Konsole für die Mitarbeitenden des Anbieters.

language-other = English
console-title = Portico-Konsole
console-intro = Hier betreut Ihr Team künftig Kunden, Links und Einstellungen.
console-state = Die Anmeldung für Mitarbeitende gehört noch nicht zu dieser Version. Alles, was die Konsole können wird, geht schon jetzt über die API; openapi.yaml, das zu Portico gehört, beschreibt jede Operation.
console-portal = Kundenbereich
console-portal-text = was Ihre Kunden sehen

# The console of the merchant's staff.

language-other = Deutsch
console-title = Portico console
console-intro = This is where your team will look after customers, links and settings.
console-state = Signing in for staff is not part of this release. Everything that the console will do can already be done through the API.
console-docs = API reference
console-docs-text = every operation, with examples to try
console-portal = Customer portal
console-portal-text = what your customers see

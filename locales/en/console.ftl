# The console of the merchant's staff.

language-other = Deutsch
console-title = Portico console
console-intro = This is where your team will look after customers, links and settings.
console-state = Signing in for staff is not part of this release. Everything that the console will do can already be done through the API; openapi.yaml, which comes with Portico, describes every operation.
console-portal = Customer portal
console-portal-text = what your customers see

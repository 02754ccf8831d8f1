/// The tables of a hub's database, in the order they are made.
package enum HubSchema {
  package static let migrations: [Migration] = [m001Money, m002Consent, m003Settlement]
}

# Who looked at my data
dossiers-looks-title = Who looked at my data
dossiers-looks-lead = Every time an officer opens, finds, prints or saves your personal data it is recorded here, newest first. The looks of one officer within 15 minutes are joined.
dossiers-looks-none = No officer has looked at your data yet.
dossiers-looks-own = See my dossiers
dossiers-looks-account = Your account
dossiers-looks-nameless = An account that is not an officer's
dossiers-looks-outside-note = A look with this mark lies outside the dossiers that the officer handles. Whoever is in charge of protecting personal data is told too. If it seems wrong to you, call { $hotline }.
dossiers-look-outside = Outside own cases

# A copy of my data
dossiers-data-title = Get a copy of my data
dossiers-data-lead = You get one archive (.tar) with everything that is kept of you:
dossiers-data-person = name, identity number, telephone, e-mail and address
dossiers-data-dossiers = dossiers and drafts: answers, state, fees, notices
dossiers-data-files = the papers that you handed in and the results that were given
dossiers-data-looks = who looked at your data, when and what for
dossiers-data-care = The archive has no password. Keep it where only you can open it, and do not get it on a shared computer. Each copy is recorded.
dossiers-error-assurance-substantial = This procedure needs an identity that is confirmed at the level substantial; you are signed in at a lower one. The draft stays: confirm who you are, then submit again.
dossiers-error-assurance-high = This procedure needs an identity that is confirmed at the level high; you are signed in at a lower one. The draft stays: confirm who you are, then submit again.
dossiers-assurance-go = Confirm who you are
dossiers-data-act = Download

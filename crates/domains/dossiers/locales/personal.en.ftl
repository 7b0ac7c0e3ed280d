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
dossiers-data-act = Download

# Consent and the personal store
dossiers-mydata-title = My data
dossiers-data-kept = what you agreed to have kept, and what is kept
dossiers-consent-title = What you agree to have kept
dossiers-consent-lead = Without your consent the answers of a form stand in the dossier only and fill in nothing.
dossiers-consent-answers = Keep answers to fill in the next form
dossiers-consent-ask = Keep the answers for next time
dossiers-consent-free = You need not. The dossier is handled the same whether you choose this or not.
dossiers-consent-stands = You agreed that the answers of this form are kept, to fill in the next one.
dossiers-consent-change = See or withdraw
dossiers-consent-since = You agreed on { $day }, in the words of version { $version }
dossiers-consent-kept = Answers are kept of:
dossiers-consent-kept-none = No answers are kept yet.
dossiers-consent-withdraw = Withdraw and remove what is kept
dossiers-consent-act = Agree
dossiers-consent-given = Your consent was noted
dossiers-consent-withdrawn = Your consent was withdrawn and what was kept is removed
dossiers-draft-prefilled = Some answers were filled in from last time, as you agreed. Check them before you send.
dossiers-error-consent-box = Choose the box before you press the button
dossiers-error-consent-words = The words of the question have changed. Read them again and choose again if you still agree
dossiers-error-consent-stands = You agreed to this already
dossiers-error-consent-none = There is no consent to take back

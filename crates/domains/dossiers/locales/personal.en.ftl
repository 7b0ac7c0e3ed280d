# Who looked at my data
dossiers-looks-title = Who looked at my data
dossiers-looks-lead = Every time an officer opens, finds, prints or saves your personal data it is recorded here, newest first. The looks of one officer within 15 minutes are joined.
dossiers-looks-none = No officer has looked at your data yet.
dossiers-looks-shown = { $shown } of { $total } looks
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
dossiers-error-supplement-assurance-substantial = This procedure needs an identity that is confirmed at the level substantial; you are signed in at a lower one. Confirm who you are, then send the supplement, or bring the papers to the counter.
dossiers-error-supplement-assurance-high = This procedure needs an identity that is confirmed at the level high; you are signed in at a lower one. Confirm who you are, then send the supplement, or bring the papers to the counter.
dossiers-assurance-go = Confirm who you are
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

# Erasure
dossiers-menu-erasures = Requests for erasure
dossiers-right-erase = Decide requests to erase personal data
dossiers-erased = Erased
dossiers-erased-note = The personal data of this dossier was erased at the applicant's request, when it had to be kept no longer.
dossiers-source-account = Account: name, identity number, contacts, ways to sign in, devices
dossiers-source-drafts = Drafts that were not sent, with their files
dossiers-source-store = Answers kept by consent
dossiers-source-dossiers = Dossiers that were filed, papers and results
dossiers-source-payments = Payments: amounts, days, codes, no names
dossiers-source-records = Records: who looked, who did what, no names
dossiers-erase-title = Erase my data
dossiers-erase-short = You may ask that your data be erased. What a law keeps stays, and is listed for you first.
dossiers-erase-see = See first, then ask
dossiers-erase-lead = When your request is granted:
dossiers-erase-what = Data
dossiers-erase-answer = Erased or kept
dossiers-erase-goes = Erased
dossiers-erase-kept = Kept by
dossiers-erase-count = { $count ->
    [one] 1 item
   *[other] { $count } items
    }
dossiers-erase-mark-sample = A sample, not confirmed by the province [SAMPLE]
dossiers-erase-mark-unverified = Not verified [UNVERIFIED]
dossiers-erase-kept-dossiers = Dossiers that are kept
dossiers-erase-until = until { $day }
dossiers-erase-always = without end
dossiers-erase-open = Some dossiers are not finished. Wait for the result or withdraw them, then ask:
dossiers-erase-care = Once erased, this account cannot be opened again. Get a copy of your data first if you still need it.
dossiers-erase-sure = I understand and want my data erased
dossiers-erase-ask = Ask for erasure
dossiers-erase-noted = Your request for erasure was sent
dossiers-erase-waits = You asked for erasure on { $day }. Whoever is in charge of protecting personal data is looking at it.
dossiers-erase-was-refused = Your request was refused on { $day }:
dossiers-error-erase-sure = Choose the box before you send the request
dossiers-error-erase-asked = You have asked for erasure already, and the request is being looked at
dossiers-error-erase-open = Some dossiers are not finished, so nothing can be erased yet
dossiers-error-erase-decided = This request was decided already
dossiers-erasures-lead = People ask that their data be erased. This page names nobody.
dossiers-erasures-waiting = Waiting for a decision
dossiers-erasures-decided = Decided
dossiers-erasures-none = No request waits for a decision
dossiers-erasure-title = Request to erase personal data
dossiers-erasure-asked = Asked on { $day }
dossiers-erasure-do-title = Erase
dossiers-erasure-care = This cannot be undone. What says “Erased” goes at once; when no dossier is kept, the person's key is destroyed.
dossiers-erasure-others = Other dossiers under the same identity number: { $count }. They were taken in at a counter before this account was there, or under a number typed wrongly, so they do not go with the account.
dossiers-erasure-do = Erase the data
dossiers-erasure-refuse-title = Refuse
dossiers-erasure-reason = The reason, which the person reads
dossiers-erasure-refuse = Refuse
dossiers-erasure-done = erased
dossiers-erasure-refused = refused
dossiers-erasure-was-done = The data was erased
dossiers-erasure-was-refused = The refusal was noted
dossiers-mail-erased-subject = Your data was erased
dossiers-mail-erased-body = As you asked, your account and your personal data were erased. Dossiers that are kept because the law says so: { $kept }. This address is erased too, once this mail was sent.

# Infected files
dossiers-desk-infected = Infected file: { $found }
dossiers-infected = A file that you sent holds malicious code, so officers cannot open it:
dossiers-infected-do = Scan your device, then make the file anew, for example photograph the paper with another phone. Send it when the agency asks for a supplement, or bring the paper to the one-stop unit.
dossiers-error-own-infected = This file holds malicious code and is not opened. The one-stop unit has been told; ask there for another file.
dossiers-error-own-unscanned = This file could not be scanned for malicious code yet, so it is not opened. Try again in a few minutes.
dossiers-results-unscanned = There is no virus scanner here: files of results were not scanned.
dossiers-desk-told-infected = A file that an officer added holds malicious code, and the applicant cannot open it. Add another file to dossier:
dossiers-notice-file-infected = A file of dossier { $code } holds malicious code and officers cannot open it
dossiers-mail-file-infected-subject = A file of dossier { $code } holds malicious code
dossiers-mail-file-infected-body =
    Dear { $name },

    The file “{ $file }” of dossier { $code } ({ $procedure }) holds malicious code, so officers cannot open it.

    Scan your device, then make the file anew. Send it when the agency asks for a supplement, or bring the paper to the one-stop unit.

dossiers-right-glass = Break the glass to read one dossier
dossiers-right-glass-review = Review broken glass
dossiers-menu-glass = Break-glass
dossiers-menu-glass-review = Review of break-glass
dossiers-limit-glass = Break-glass of one account
dossiers-glass-lead = When it is urgent and you have no right, you can open one dossier to read it for { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
    }. The leader, the officer for data protection and the applicant are told at once. Every look is recorded and marked. You cannot do anything with the dossier.
dossiers-glass-new = Open a dossier
dossiers-glass-code = Dossier code
dossiers-glass-code-hint = The dossier code or the submission reference, for example 000.00.31.H46-241210-0001
dossiers-glass-reason = Reason
dossiers-glass-reason-hint = At least 20 characters. Whoever reviews it reads this reason.
dossiers-glass-proof-code = Authentication code
dossiers-glass-proof-code-hint = The 6 digits of the authenticator app, or a recovery code
dossiers-glass-proof-password = Your current password
dossiers-glass-act = Open for reading
dossiers-glass-own = What you opened
dossiers-glass-dossier = Dossier
dossiers-glass-until = Readable until
dossiers-glass-open-until = Readable until { $at }
dossiers-glass-banner = You read this dossier by break-glass, until { $at }. Every look is recorded; the applicant and the officer for data protection know of it.
dossiers-glass-over = No longer readable
dossiers-glass-state = Review
dossiers-glass-waits = Waits for review
dossiers-glass-looks = { $count } looks
dossiers-glass-review-lead = Officers opened these dossiers without having the right. Read the reason, then note that you reviewed it.
dossiers-glass-review = Reviewed
dossiers-glass-reviewed = The review is noted
dossiers-glass-reviewed-by = Reviewed by { $name }, { $at }
dossiers-looks-go-on = Nothing on this page is of your units. Open the next page for what is older.
dossiers-glass-none = No dossier was opened by break-glass yet.
dossiers-desk-look-glass = break-glass
dossiers-notice-glass = An officer outside the agency that handles it opened dossier { $code } by break-glass to read it
dossiers-mail-glass-subject = Dossier { $code } was opened by break-glass
dossiers-mail-glass-body =
    Dear { $name },

    An officer who does not handle dossier { $code } ({ $procedure }) opened it to read it, and gave a reason. The leader and the officer for data protection have been told and will review it.

    "Who looked at my data" in your account says who looked and when.
dossiers-mail-glass-watch-subject = Somebody opened dossier { $code } by break-glass
dossiers-mail-glass-watch-body =
    Officer { $officer } has no right to dossier { $code } and opened it by break-glass to read it for { $hours } hours.

    The reason and the looks stand under "Review of break-glass". Read the reason, then note that you reviewed it.
dossiers-error-glass-code = No dossier has this code
dossiers-error-glass-reason = Write a reason of at least 20 characters
dossiers-error-glass-proof = Show once more that it is you before the glass is broken
dossiers-error-glass-needless = You have a right to this dossier and need no break-glass. Search for it by its code.
dossiers-error-glass-open = You can read this dossier already, see the list below
dossiers-error-glass-own = Somebody else reviews what you opened
dossiers-error-glass-reviewed = Somebody has reviewed this already

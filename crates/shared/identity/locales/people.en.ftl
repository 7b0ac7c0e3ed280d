identity-people-title = Officers' accounts
identity-people-crumbs = Where this page is
identity-people-new = Open an officer's account
identity-people-new-lead = The officer gets an invitation at the address below and chooses a password. It can be used once, within 72 hours.
identity-people-open = Open the account and send the invitation
identity-people-opened = The account is open, the invitation is being sent
identity-people-back = Back to the list
identity-people-find = Name or login
identity-people-search = Search
identity-people-all-units = All units that you administer
identity-people-found = { $shown } of { $total } accounts
identity-people-none = No account in the units that you administer matches.
identity-people-login = Login
identity-people-login-hint = Letters without marks, digits, dots, hyphens; begins with a letter. For example: le.thi.mau
identity-people-email-hint = The invitation goes to this address. The address is not kept after that.
identity-people-posts = Roles
identity-people-no-posts = No role
identity-people-state = State
identity-people-is-active = In use
identity-people-is-locked = Locked
identity-people-unit = Unit
identity-people-choose-unit = Choose a unit
identity-people-role = Role
identity-people-choose-role = Choose a role
identity-people-position = Position
identity-people-position-hint = For example: Specialist
identity-people-below = In all units below too
identity-people-from = First day
identity-people-from-hint = Empty: from now on
identity-people-to = Last day
identity-people-to-hint = Empty: until somebody ends it
identity-people-period = Period
identity-people-between = From { $from } to the end of { $to }
identity-people-ended = Ended
identity-people-later = Has not begun
identity-people-holds = Holds now
identity-people-last-day = Last day
identity-people-end = End
identity-people-end-hint = Without a last day the role ends at once. A role that has not begun is dropped.
identity-people-role-ended = The end of the role is set
identity-people-give = Give a role
identity-people-assigned = The role is given
identity-people-account = Account
identity-people-invite = Send an invitation to set a password
identity-people-invite-hint = When an officer forgot the password: they open the mail and choose a new one. Older invitations end.
identity-people-invited = The invitation is being sent
identity-people-waiting = An invitation waits and can be used until { $until }
identity-people-lock-hint = After a lost device, end all sessions. Nobody can sign in or work with a locked account until it is opened again.
identity-people-lock = Lock the account
identity-people-locked = The account is locked, all sessions have ended
identity-people-unlock = Unlock
identity-people-unlocked = The account can be used again
identity-people-end-sessions = End all sessions
identity-people-sessions-ended = All sessions of the account have ended
identity-people-own = This is your own account. Another administrator changes it, not you.

identity-invited-title = Set the password of an officer's account
identity-invited-lead = { $name }, your login is { $login }. Set a password, then sign in.
identity-invited-act = Set the password
identity-invited-done = The password is set. Sign in with your login.
identity-mail-invited-subject = Your officer's account: set a password
identity-mail-invited-body =
    Dear { $name },

    An administrator has opened or reset your officer's account. Login: { $login }

    Open this address within { $hours } hours to set a password. It can be used once; do not pass it on:
    { $link }

    If you did not expect this mail, tell the administrator of your unit.

identity-error-role-missing = Choose a role
identity-error-role-giver = You cannot give this role in the chosen unit
identity-error-unit-unknown = Choose a unit of the list
identity-error-position = A position has at most 120 characters
identity-error-day = Write the day as year-month-day, for example 2024-12-31
identity-error-period = The last day must not be before the first day or before today
identity-error-role-ended = This role has ended at that time or before
identity-error-email-missing = Enter an e-mail address
identity-error-elsewhere = This account has a role in a unit that you do not administer. An administrator above you does this.
identity-error-role-above = This account has a role that you may not give, so you cannot send an invitation. Whoever gives that role does this.
identity-error-own-account = You do not change your own account. Another administrator does this.
identity-error-locked = The account is locked. Unlock it, then send the invitation.
identity-error-invitation = This invitation can no longer be used: it was used, is older than 72 hours, or there is a newer one. Ask the administrator of your unit for another.

identity-delegations-title = Delegation
identity-delegations-lead = You let another officer use some of your rights in a unit for a time. They cannot delegate them onwards. What is done under a delegation carries both names in the history and on prints.
identity-delegations-none = There is no delegation yet
identity-delegation-to = You delegated to { $name }
identity-delegation-from = { $name } delegated to you
identity-delegation-rights = Rights
identity-delegation-basis = Basis
identity-delegation-basis-hint = Number and day of the letter or decision. Nothing about applicants.
identity-delegation-unit-ended = Holds no more: this unit has ended. Delegate anew in the new unit where it is needed.
identity-delegation-holds = Holds while the giver has these rights
identity-delegation-end = End the delegation now
identity-delegation-ended = The delegation has ended
identity-delegation-new = New delegation
identity-delegation-of-unit = Show the rights in this unit
identity-delegation-login = Login of the other officer
identity-delegation-login-hint = For example: le.thi.mau
identity-delegation-give = Delegate
identity-delegation-given = Delegated
identity-delegation-nothing = You have no right that may be delegated.
identity-delegation-sample = The wording and the list of rights are samples [SAMPLE] until the province decides.
identity-error-delegate = No officer has this login
identity-error-delegate-self = Choose somebody else, not yourself
identity-error-delegate-rights = Choose at least one right of your own in this unit. Rights that were delegated to you go no further.
identity-error-delegate-until = Enter the last day of the delegation
identity-error-delegate-period = The last day must be after the first, must not have passed, and lie at most 366 days after it
identity-error-basis = Write the basis on one line, 5 to 200 characters
identity-error-delegation-over = This delegation has ended

identity-right-dossiers-read = See the unit's dossiers
identity-right-dossiers-receive = Receive dossiers
identity-right-dossiers-handle = Handle dossiers
identity-right-dossiers-approve = Decide dossiers
identity-right-dossiers-assign = Assign dossiers
identity-right-dossiers-override = Decide an exception with a reason
identity-right-dossiers-deliver = Return results
identity-right-payments-read = See payments
identity-right-payments-take = Take fees at the counter

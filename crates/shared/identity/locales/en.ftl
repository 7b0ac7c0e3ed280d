identity-sign-in = Sign in
identity-login = Identity number, tax number or login name
identity-login-hint = Citizens use the number on their identity card (CCCD). Businesses use their tax number. Officers use the login name of their agency.
identity-password = Password
identity-show-password = Show
identity-no-account = No account yet?
identity-have-account = Do you have an account?
identity-register = Register
identity-session-ended = Your session ended before you sent the page. Pages saved before are kept; that last page, with the files you chose, was not saved. Sign in to go on.
identity-session-kept = Your session ended before you sent the page. What you entered on it is still here: sign in, then press one button to send it.
identity-lost-password = No code reaches you? Take papers with a photo to the one-stop office near you for a code, or call { $hotline }.
identity-signed-out = You have signed out

identity-resume-title = Go on sending what you entered
identity-resume-lead = You are signed in again. The page you sent after your session had ended was not saved; press the button below to send exactly what you entered. Where that page takes files, choose them again.
identity-resume-act = Go on sending
identity-resume-leave = Leave it, do not send

identity-register-title = Register an account
identity-register-lead = With an account you apply, follow your dossiers and receive results online. Each identity number has one account.
identity-register-act = Open the account
identity-registered = Your account is open
identity-name = Full name
identity-name-hint = With all marks, as on the identity card
identity-number = Identity number
identity-number-hint = The 12 digits on the identity card (CCCD)
identity-phone = Telephone number
identity-phone-hint = Officers call this number when a dossier needs a word
identity-email = E-mail
identity-email-hint = You get news of your dossiers at this address
identity-address = Residence
identity-password-hint = At least 12 characters, or at least 3 words. Not only digits, and without your identity or telephone number.
identity-accept = Agree that the agencies of the province use this information to settle your dossiers
identity-accept-link = How your data is used

identity-my-title = Your account
identity-my-profile = Your information
identity-my-unknown = Not given
identity-my-unproven = Officers compare this information with your papers when they receive a dossier.
identity-my-posts = Your duties
identity-my-no-posts = This account has no duties yet. The administrator of your unit assigns them to you.
identity-reach-below = With all units below
identity-since = Since { $day }
identity-my-links = What you can do
identity-my-desk = To my desk
identity-my-dossiers = Your dossiers
identity-my-notices = Notices
identity-my-procedures = Find a procedure
identity-my-access = Who looked at my data
identity-my-data = My data
identity-change-password = Change the password
identity-change-password-lead = Afterwards the account is signed out everywhere else.
identity-password-current = Present password
identity-password-new = New password
identity-password-changed = The password is changed

identity-contact-title = Change how you are reached
identity-contact-lead = From then on news of your dossiers goes to the new e-mail address, and the last four digits of the new telephone number look up your dossiers. Dossiers that were sent and those you are writing keep the number and address you wrote in them.
identity-contact-fixed = Name and identity number are not changed here, because they must be compared with papers. If something is wrong, take your papers to the one-stop office near you.
identity-address-hint = House number, street or village, commune, district, province
identity-contact-save = Save
identity-contact-saved = Your contact details are saved

identity-sessions-title = Sessions and devices
identity-sessions-lead = Where this account is in use. If one of them is not yours, end it at once.
identity-sessions-list = Signed in
identity-session-own = The session you use now
identity-session-token = Token of a machine
identity-session-begun = Signed in at { $at }
identity-session-seen = Last used at { $at }
identity-session-ends = Ends by itself at { $at }
identity-session-end = End this session
identity-sessions-end-others = End all other sessions
identity-sessions-ended-one = The session has ended
identity-sessions-ended-others = All other sessions have ended
identity-place-same = From the network you use now
identity-place-other = From another network
identity-place-unknown = From an unknown network
identity-device-unknown = Device of unknown kind
identity-devices-news = New devices
identity-devices-news-help = These devices signed in for the first time. If it was not you, press the button for stolen devices below, then set a new password.
identity-devices-accept = These devices are mine
identity-devices-accepted = Your devices are noted
identity-devices-flash = A new device has signed in to this account. Open Sessions to see whether it is yours.
identity-stolen-title = A device was lost or stolen
identity-stolen-lead = One click ends every session and token everywhere, those of the lost device too. Then you set a new password right here.
identity-stolen-act = End all and set a new password
identity-stolen-ended = All sessions and tokens have ended. Set a new password now.
identity-stolen-hint = Lost a device?
identity-stolen-link = Sign in to end every session
identity-mail-device-subject = A new device signed in to your account
identity-mail-device-body =
    Dear { $name },

    At { $at } your public services account was signed in from a new device: { $device }.

    If it was you, there is nothing to do. If not, open Your account, Sessions and devices, end every session and set a new password. This message holds no link to press.
identity-security-title = Protect your account
identity-security-lead = Whoever knows your password still does not get in when you add a second step: a code of six digits that an app on your phone makes.
identity-security-back = Back, change nothing
identity-totp-title = Codes of an app
identity-totp-none = None yet. You need an app on your phone that makes codes (of the TOTP standard); it works without a network too.
identity-totp-since = Added
identity-totp-used = Last used
identity-totp-add = Add an app that makes codes
identity-totp-add-lead = Enter your password, so that it is certain that you add it. Next, the app reads a QR code and you enter its first code.
identity-totp-add-go = Go on
identity-totp-needed = The password is right. An officer's account opens only with a second step, so add an app that makes codes first.
identity-totp-scan = Open the app on your phone, choose to add an account, and scan this QR code.
identity-totp-picture = QR code for the app
identity-totp-open = Open with an app on this device
identity-totp-letters = If it cannot be scanned, enter these letters in the app:
identity-totp-finish = Done, turn on the second step
identity-totp-elsewhere = Afterwards the account is signed out everywhere else. This page holds for ten minutes.
identity-totp-remove = Remove the app
identity-totp-remove-lead = Afterwards no code of the app is asked for. Without a passkey the password alone opens the account, and the recovery codes stop working too.
identity-totp-remove-go = Remove the app
identity-totp-removed = The app is removed
identity-code-first = Code that the app shows now
identity-code-first-hint = Six digits, which change every 30 seconds
identity-codes-title = Recovery codes
identity-codes-left = { $count ->
        [one] 1 code is left.
       *[other] { $count } codes are left.
    } Each works once, when your phone is not at hand.
identity-codes-few = Few recovery codes are left. Make ten new ones, so that you are not shut out.
identity-codes-renew = Make new recovery codes
identity-codes-renew-lead = Ten new codes take the place of all before, which stop working.
identity-codes-renew-go = Make ten codes
identity-codes-keep = If you lose your phone, one of these codes gets you in instead of a code of the app. Print them or write them down, and keep them where only you can get at them.
identity-codes-once = This page shows once. Each code works once.
identity-codes-done = I have put the codes away

identity-factor-title = Second step
identity-factor-lead = The password is right. This account needs a code as well.
identity-code = Code
identity-code-hint = The six digits that the app shows, or a recovery code
identity-factor-again = Sign in with another account
identity-factor-lost = No app and no recovery codes any more? Take papers with a photo to the one-stop office near you, or call { $hotline }.

identity-mail-factor-added-subject = Your account has a second step at sign-in
identity-mail-factor-added-body =
    Dear { $name },

    An app that makes codes was just added to your account. From now on signing in needs the password and a code.

    If this was not you, change your password at once and call the guidance line of the province.
identity-mail-factor-removed-subject = The second step at sign-in was removed
identity-mail-factor-removed-body =
    Dear { $name },

    The app that makes codes was just removed from your account. Its codes are no longer asked for.

    If this was not you, change your password at once and call the guidance line of the province.
identity-mail-codes-made-subject = Your account has new recovery codes
identity-mail-codes-made-body =
    Dear { $name },

    Ten new recovery codes were just made for your account. Those of before do not work any more.

    If this was not you, change your password at once and call the guidance line of the province.
identity-mail-code-used-subject = Somebody signed in with one of your recovery codes
identity-mail-code-used-body =
    Dear { $name },

    A recovery code of your account was just used to sign in. It does not work any more.

    If this was not you, change your password at once and call the guidance line of the province.

identity-limit-account = Signing in to one account from one address or one known device
identity-limit-everywhere = Signing in to one account from everywhere but known devices; above this somebody guesses
identity-limit-attacked = Signing in to an account while somebody guesses, from each address
identity-limit-address = Signing in from one address
identity-limit-factor = Entering codes of the second step, for one account
identity-limit-recover = Codes from the counter tried for one account from one address
identity-limit-recover-address = Codes from the counter tried from one address
identity-limit-register = Registering from one address

identity-menu-group = Citizens
identity-menu-recover = Way back into an account
identity-recover-title = Give a citizen the way back into the account
identity-recover-lead = Only when the citizen is present and shows papers with a photo. You print a code that works once; the citizen chooses a new password on a device of their own or one for citizens, not on yours. This is recorded, and the holder of the account is told.
identity-recover-name-hint = Exactly as on the papers
identity-recover-document = Papers that you saw
identity-recover-choose = Choose one
identity-recover-document-card = Identity card (CCCD)
identity-recover-document-passport = Passport
identity-recover-document-other = Other papers with a photo
identity-recover-number = Number of the papers
identity-recover-drops = The citizen has lost the app that makes codes or the passkeys too: remove every second step at sign-in
identity-recover-give = Make a code
identity-slip-title = Code for the way back
identity-slip-lead = Print this page, or write the code down and hand it over. It works once, within an hour.
identity-slip-where = The citizen chooses a new password at:
identity-slip-once = This page shows once. Codes made for this person before do not work any more.
identity-slip-next = Next person
identity-use-slip-title = Choose a new password with a code from the counter
identity-use-slip-lead = The one-stop office prints a code for you when you come with your papers. It works once, within an hour. Afterwards the account is signed out everywhere.
identity-use-slip-code = Code from the counter
identity-use-slip-code-hint = Ten letters and digits with a hyphen in the middle
identity-recovered = The new password holds. Sign in with it.

identity-mail-recovery-given-subject = Somebody received a code for your account at a counter
identity-mail-recovery-given-body =
    Dear { $name },

    A one-stop office has just given a code that replaces the password of your account to somebody who showed papers with your name.

    If this was not you, call the guidance line of the province at once.
identity-mail-recovered-subject = Your account has a new password
identity-mail-recovered-body =
    Dear { $name },

    The password of your account was just replaced by means of a code from a counter. The account is signed out everywhere.

    If this was not you, call the guidance line of the province at once.

identity-permission-recover = Give citizens at the counter the way back into their account
identity-admin-group = Administration
identity-clients-title = Machines of units
identity-clients-lead = A machine calls the API with its own id and secret, gets tokens of 15 minutes, and has only the rights written here, in one unit only.
identity-clients-list = Machines
identity-clients-none = There is no machine yet.
identity-client-name = Name of the machine
identity-client-name-hint = For example: Integration bus of the province
identity-client-unit = Unit
identity-client-unit-code = Code of the unit
identity-client-unit-hint = For example 44 or 450.mot-cua
identity-client-scopes = Rights
identity-client-secrets = Secrets
identity-client-acts = What can be done
identity-client-secret-since = In use, made at { $at }
identity-client-secret-until = The one of before, ends at { $at }
identity-client-secret-new = New secret
identity-client-secret-once = The secret is shown once. Copy it to the machine now; the one of before is taken for another 7 days.
identity-client-is-ended = Ended
identity-client-renew = Make a new secret
identity-client-end = End this machine
identity-client-ended = The machine has ended, and all its tokens with it
identity-client-new = Add a machine
identity-client-open = Add it and make a secret
identity-limit-client = Getting tokens for machines from one address
identity-error-client = The id or secret of the machine is not right, the machine has ended, or it does not have the right that was asked for
identity-error-client-name = The name of a machine has 3 to 80 characters
identity-error-client-scopes = Choose at least one right of the list
identity-error-client-above = This machine has a right that you may not give. An administrator of the province makes its new secret.
identity-error-grant-type = This address takes grant_type=client_credentials only

identity-permission-manage = Manage accounts and roles of officers

identity-sign-in-wrong = The identity number, login name or password is not right
identity-error-login-missing = Enter your identity number or login name
identity-error-password-missing = Enter the password
identity-error-password-short = The password has { $found } characters. It needs at least 12 characters or at least 3 words.
identity-error-password-long = The password has { $found } characters. It may have at most { $most }.
identity-error-password-digits = The password has only digits. Add letters or signs.
identity-error-password-simple = The password repeats too few characters. Use at least 5 different ones.
identity-error-password-common = This password is made of words that everybody guesses. Choose another.
identity-error-password-personal = The password holds your identity number, telephone number or login name. Choose another.
identity-error-password-current = The present password is not right
identity-error-password-same = The new password is the present one. Choose another.
identity-error-name-missing = Enter your full name
identity-error-name = A name has only letters, spaces and hyphens, 2 to 120 characters
identity-error-number-missing = Enter your identity number
identity-error-number-taken = This identity number has an account. Sign in, or call the guidance line if you did not open that account.
identity-error-phone-missing = Enter your telephone number
identity-error-accept = Tick the box to agree and open the account
identity-error-quota = { $most } accounts were opened from your network today. Come back tomorrow, or visit the one-stop office near you.
identity-error-login = A login name has 3 to 64 characters: letters without marks, digits, full stop, hyphen, underscore, @; it begins with a letter
identity-error-login-taken = This login name is taken
identity-error-unit = No unit has the code { $code }
identity-error-role = There is no role { $role }
identity-error-role-apart = At the same time, this account has a role that must not go with the chosen one. End that role first, or open another account.
identity-error-reach = The reach is unit (the unit only) or below (all units below too)
identity-error-address = The residence has 5 to 300 characters, or stays empty
identity-error-contact-changed = These details were just changed elsewhere. Look at what you entered and save again.
identity-error-step-ended = The step before was more than ten minutes ago, or is used up. Begin again with the password.
identity-error-app-there = This account has an app that makes codes already
identity-error-app-gone = This account has no app that makes codes any more
identity-error-code-missing = Enter the code that the app shows, or a recovery code
identity-error-code-wrong = The code is not right, or was used already. Wait for a new one and enter that.
identity-error-code-first = The code does not fit the app. See whether the phone's clock is right, wait for a new code and enter that.
identity-error-recover-nobody = No account has this identity number and name. Compare each letter with the papers.
identity-error-recover-wrong = The identity number or the code is not right, or the code has ended. Look at the code again, or get a new one at the counter.
identity-error-document = Choose the papers that you saw
identity-error-document-number = Enter the number of the papers
identity-error-slip-missing = Enter the code from the counter
identity-error-factor-first = An officer's account needs a second step. Sign in once on the page to add an app that makes codes, then send its code in the field factor.

identity-reform-assignments = Assignments that go over to another unit
identity-reform-officers = Officers whose assignments go over
identity-reform-delegations = Delegations in units that end which would last beyond the effective day: they end with the unit; give them anew in the new one
identity-reform-deputies = Absences with a deputy of officers who go over: they stay and hold in the new unit
identity-reform-unstaffed = Areas that begin and to which no officer goes over; assign officers from the effective day on
identity-reform-nobody = After the effective day { $name } has no officer left. Assign officers, or change the plan.

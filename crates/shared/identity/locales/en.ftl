identity-sign-in = Sign in
identity-login = Identity number or login name
identity-login-hint = Citizens use the number on their identity card (CCCD). Officers use the login name of their agency.
identity-password = Password
identity-show-password = Show
identity-no-account = No account yet?
identity-have-account = Do you have an account?
identity-register = Register
identity-session-ended = Your session ended before you sent the page. Pages saved before are kept; that last page, with the files you chose, was not saved. Sign in to go on.
identity-session-kept = Your session ended before you sent the page. What you entered on it is still here: sign in, then press one button to send it.
identity-lost-password = Lost your password? Call { $hotline } for help.
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

identity-limit-account = Signing in to one account from one address or one known device
identity-limit-everywhere = Signing in to one account from everywhere but known devices; above this somebody guesses
identity-limit-attacked = Signing in to an account while somebody guesses, from each address
identity-limit-address = Signing in from one address
identity-limit-register = Registering from one address

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
identity-error-grant-type = This address takes grant_type=client_credentials only

identity-permission-manage = Manage accounts and roles of officers

identity-sign-in-wrong = The identity number, login name or password is not right
identity-error-login-missing = Enter your identity number or login name
identity-error-password-missing = Enter the password
identity-error-password-short = The password has { $found } characters. It needs at least 12 characters or at least 3 words.
identity-error-password-long = The password has { $found } characters. It may have at most { $most }.
identity-error-password-digits = The password has only digits. Add letters or signs.
identity-error-password-simple = The password repeats too few characters. Use at least 5 different ones.
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
identity-error-reach = The reach is unit (the unit only) or below (all units below too)
identity-error-address = The residence has 5 to 300 characters, or stays empty
identity-error-contact-changed = These details were just changed elsewhere. Look at what you entered and save again.

# Contacts that are proven, and codes that are sent to them.
identity-way-email = E-mail
identity-way-phone = Text message to a phone
identity-proven-title = Where codes and account news go
identity-proven-lead = Codes go only to places that you have confirmed. A confirmed place brings back a lost password from home, and tells you when the way to sign in changes.
identity-proven-value = Confirmed
identity-proven-since = Since
identity-proven-step = Second step at sign-in
identity-proven-step-yes = Codes come here
identity-proven-step-no = No codes come here
identity-proven-add-email = Confirm an e-mail address
identity-proven-add-phone = Confirm a phone number
identity-proven-add-lead = We send a code of six digits there. Type it, and you are done.
identity-proven-change-email = Change the e-mail address
identity-proven-change-phone = Change the phone number
identity-proven-done = The place for codes is confirmed
identity-proven-remove = Remove it
identity-proven-remove-lead = Codes and account news go there no more, and it no longer brings back a lost password.
identity-proven-remove-go = Remove it
identity-proven-removed = The place for codes is removed
identity-step-on = Ask for a code sent here at sign-in
identity-step-on-lead = After the password, the page asks for a code that was sent there. Everywhere else you are signed out. An app that makes codes is safer: messages and mails may be read by others.
identity-step-on-go = Ask for a code at sign-in
identity-step-off = Ask for no code sent here
identity-step-off-lead = Afterwards signing in needs no code from there. Without another way, the password alone opens the account.
identity-step-off-go = Ask for no code
identity-step-is-on = From now on signing in needs a code sent to the place you chose
identity-step-is-off = Signing in needs no code from there any more
identity-sent-title = Codes by e-mail and text message
identity-sent-lead = Confirm an e-mail address or phone number to bring back a lost password from home, or to get a code whenever you sign in.
identity-sent-code-title = Type the code we sent
identity-sent-code-lead-email = The code was sent to { $to }. It may be in the folder of unwanted mail.
identity-sent-code-lead-phone = The code was sent to the number { $to }.
identity-sent-code = Code of six digits
identity-sent-code-hint = Good for 10 minutes
identity-sent-code-go = Continue
identity-sent-again = Send another code
identity-sent-other = Type the place again and get another code
identity-sent-instead = The app is not at hand?
identity-send-email = Send a code to { $to }
identity-send-phone = Text a code to { $to }
identity-send-code = Send a code
identity-ways-title = Where should the code go?
identity-ways-lead = The password is right. Choose where the code of six digits goes.
identity-lost-title = Lost password: get a code at home
identity-lost-lead = Type your identity number (a business: its tax number) and choose a place that you confirmed in your account. A place that gets the codes of the second step cannot be used here.
identity-lost-way = Get the code by
identity-lost-counter = No confirmed place? Bring an identity paper with a photo to the one-stop office near you, or call { $hotline }.
identity-lost-code-title = Choose a new password with the code we sent
identity-lost-sent = If this number has an account and the place you chose is confirmed, a code is on its way. If none comes within minutes: check the number, or choose another place.
identity-lost-pause = Everywhere the account is in use it is signed out. For 24 hours afterwards, places for codes and ways to sign in cannot be changed.
identity-lost-done = The new password is set. Sign in with it.
identity-messages-title = Messages of the sample
identity-messages-lead = The sample sends no mails and text messages outside. Codes, account news and the subjects of mails about dossiers stay here for seven days; whole mails are in the folder mail.
identity-messages-at = At
identity-messages-to = To
identity-messages-text = What it says
identity-messages-none = No message yet.

identity-sms-contact = { $code } is the code that confirms your contact at the public service portal. Good for { $minutes } minutes. Tell it to nobody.
identity-sms-sign-in = { $code } is your code to sign in to the public service portal. Good for { $minutes } minutes. Tell it to nobody, officers included.
identity-sms-password = { $code } is your code for a new password at the public service portal. Good for { $minutes } minutes. Tell it to nobody, officers included.
identity-sms-told = { $what }. If it was not you, call the province's guidance line at once.
identity-mail-sent-subject = Your code at the public service portal
identity-mail-sent-foot = If you did not ask for this code, somebody is trying to get into your account. Give the code to nobody and call the province's guidance line.
identity-mail-contact-proven-subject = The place for codes of your account has changed
identity-mail-contact-proven-body =
    Dear { $name },

    A place for codes and news of your account was just confirmed or changed.

    If it was not you, change the password at once and call the province's guidance line.
identity-mail-contact-dropped-subject = A place for codes of your account was removed
identity-mail-contact-dropped-body =
    Dear { $name },

    A place for codes and news of your account was just removed.

    If it was not you, change the password at once and call the province's guidance line.
identity-mail-codes-on-subject = Signing in to your account now needs a code that is sent
identity-mail-codes-on-body =
    Dear { $name },

    From now on, after the password, the page asks for a code that is sent to a place you confirmed.

    If it was not you, change the password at once and call the province's guidance line.
identity-mail-codes-off-subject = Signing in to your account needs no sent code any more
identity-mail-codes-off-body =
    Dear { $name },

    A place for codes is no longer asked for when somebody signs in to your account.

    If it was not you, change the password at once and call the province's guidance line.
identity-mail-replaced-subject = The password of your account was just replaced
identity-mail-replaced-body =
    Dear { $name },

    The password of your account was just replaced with a code sent to a place you confirmed. Everywhere the account was in use it is signed out. For the next 24 hours nobody can change places for codes and ways to sign in.

    If it was not you, call the province's guidance line at once.

identity-limit-codes = Codes that are sent, for one account
identity-limit-codes-contact = Codes that are sent, to one e-mail address or phone number
identity-limit-codes-address = Codes that are sent, asked for from one network address
identity-limit-codes-typed = Codes typed for a lost password, from one network address
identity-limit-codes-asked = Codes asked for the lost password of one account, from everywhere; above this somebody pesters
identity-limit-codes-asked-address = Codes asked for the lost password of an account while somebody pesters, from each address
identity-limit-codes-everywhere = Codes typed for the lost password of one account, from everywhere; above this somebody guesses
identity-limit-codes-guessed = Codes typed for the lost password of an account while somebody guesses, from each address

identity-error-way = Choose where the code goes
identity-error-sent-missing = Type the code of six digits that was sent
identity-error-sent-wrong = The code is wrong. Look at the newest one that was sent; those before it are good no more.
identity-error-sent-ended = The code is older than 10 minutes. Get another one.
identity-error-sent-spent = A wrong code was typed 5 times, so this one is good no more. Get another one.
identity-error-sent-gone = This code was used, or the page is too old. Get another code.
identity-error-contact-shared = This place is confirmed for 10 other accounts. Use another one, or come to the one-stop office.
identity-error-contact-unproven = This place is not confirmed
identity-error-contact-step = This place gets codes at sign-in. Stop asking for codes there first, then remove it.
identity-error-pause = The password was just replaced, so ways to sign in and contacts cannot be changed yet. Come back in { $hours } hours.
identity-error-factor-sent = This account gets its codes by e-mail or text message, which cannot be sent in the field factor. Add an app that makes codes to get tokens.

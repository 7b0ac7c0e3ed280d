# Accounts of businesses and the people who represent them.
identity-tax-code = Tax number
identity-tax-code-hint = 10 digits, or 13 of a dependent unit, as on the registration
identity-business-name = Name of the business or organisation
identity-business-name-hint = As on the registration of the business or cooperative, or the decision that founded it
identity-business-address = Address of the head office
identity-business-profile = Information of the business
identity-businesses-title = Businesses you represent
identity-businesses-lead = A business has an account of its own: it signs in with its tax number, files and follows dossiers in its own name. You represent one only after you said yes yourself.
identity-businesses-none = You represent no business yet.
identity-business-new = Open the account of a business
identity-business-new-lead = You, { $name }, answer for it and are its first representative. Officers compare the information with papers when they receive a dossier.
identity-business-household = A household business has the identity number of its owner as tax number, so it files with the owner's citizen account.
identity-business-password = Password of the business
identity-business-password-now = Current password of the business
identity-business-accept = I may open an account for this business and agree that my name and identity number stand in its dossiers
identity-business-open = Open the account
identity-business-opened = The account of the business is open. Sign in with the tax number and the password you chose.
identity-business-for = A business or organisation has an account of its own.
identity-business-for-link = Sign in with your account to open one
identity-business-standing = Standing
identity-business-is-asked = Asks you to represent it
identity-business-is-holds = You represent it
identity-business-is-ended = Ended
identity-business-from = Representing since
identity-business-until = Ended at
identity-business-asks = If you say yes, the business sees your name and identity number, and they stand in the dossiers that you file for it.
identity-business-yes = Say yes
identity-business-no = Say no
identity-business-leave = Stop representing it
identity-business-sign-in = To file in the name of the business: sign out, then sign in with the tax number { $number }.
identity-business-accepted = You represent the business from now on
identity-business-left = You no longer represent that business
identity-representatives-title = Representatives
identity-representatives-lead = These people are named in the dossiers of the business. There is always at least one.
identity-representative-unnamed = Somebody who was asked
identity-representative-is-asked = Asked, has not answered
identity-representative-is-holds = Represents the business
identity-representative-is-ended = Ended
identity-representative-asked-at = Recorded at
identity-representative-ask = Ask one more representative
identity-representative-ask-lead = That person signs in with a citizen account, opens "Businesses you represent" and says yes. Without an account, they register one with this identity number.
identity-representative-ask-go = Ask
identity-representative-asked = It is recorded. The person sees it after signing in.
identity-representative-end = End this representative
identity-representative-end-lead = Everywhere else the account of the business is signed out. This person knows the password, so change it right afterwards.
identity-representative-take-back = Take back what was asked
identity-representative-take-back-lead = The person can no longer say yes.
identity-representative-keep = Leave it as it is
identity-representative-ended = It has ended. Change the password of the business if that person knows it.

identity-mail-represent-asked-subject = A business asks you to represent it
identity-mail-represent-asked-body =
    Dear { $name },

    A business asks you to represent it at the public service portal. Sign in with your account and open "Businesses you represent" to say yes or no.

    If you do not know the business, there is nothing to do.
identity-mail-represent-added-subject = The account of a business has a new representative
identity-mail-represent-added-body =
    Dear { $name },

    Somebody now represents the account of a business that you have a part in. Name and day stand in the account.

    If this is not right, call the province's guidance line at once.
identity-mail-represent-ended-subject = Somebody no longer represents the account of a business
identity-mail-represent-ended-body =
    Dear { $name },

    Somebody no longer represents the account of a business that you have a part in. Everywhere else the account was in use it is signed out.

    If this is not right, call the province's guidance line at once.

identity-limit-representatives = Asking representatives, for one business

identity-error-tax-missing = Enter the tax number
identity-error-tax-household = This is a personal identity number. A household business files with the citizen account of its owner.
identity-error-tax-taken = This tax number has an account. Sign in with it, or call the guidance line if the business did not open that account.
identity-error-business-name-missing = Enter the name of the business
identity-error-business-name = The name of a business has 2 to 200 characters
identity-error-businesses-many = You have a part in 20 businesses. Stop representing one first.
identity-error-representative-there = This person was asked already, or represents the business
identity-error-representatives-many = The business has 20 representatives and people who were asked. End one first.
identity-error-representative-over = This was decided already. Look at the list below.
identity-error-representative-last = A business needs at least one representative. Ask another person, wait until they say yes, then do this again.

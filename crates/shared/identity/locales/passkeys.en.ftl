identity-passkeys-title = Passkeys
identity-passkeys-lead = A passkey lives in your telephone, computer or security key. You open it with a finger, your face or the PIN of the device, and get into the account without a password. It answers this site only, so a false one gains nothing.
identity-passkeys-none = There is no passkey yet.
identity-passkeys-count = { $count ->
        [one] There is one passkey.
       *[other] There are { $count } passkeys.
    }
identity-passkeys-open = See the passkeys
identity-passkeys-impossible = There can be no passkeys at the address { $address }: browsers make them for a name over https only, never for an IP address. You can add an app that makes codes.
identity-passkeys-api = Tokens of the API cannot use passkeys. To get one, add an app that makes codes as well, or use a recovery code.
identity-passkey-since = Added
identity-passkey-used = Last used
identity-passkey-kept = Where it is kept
identity-passkey-backed-up = With copies on other devices of yours
identity-passkey-one-place = On one device only
identity-passkey-name = Name of the passkey
identity-passkey-name-hint = By which you know it again in the list, for example: My telephone
identity-passkey-rename = Save the name
identity-passkey-named = The name is saved
identity-passkey-unnamed = Passkey
identity-passkey-add = Add a passkey
identity-passkey-add-lead = Enter your password, so that it is sure to be you. Then the browser asks where you want to keep the passkey.
identity-passkey-add-go = Go on
identity-passkey-new-lead = Press the button below and do what the browser says. The device may ask for a finger, your face or a PIN; none of them leaves the device.
identity-passkey-make = Make the passkey
identity-passkey-added = The passkey is added
identity-passkey-elsewhere-out = Afterwards the account is signed out everywhere else. This page waits for ten minutes.
identity-passkey-remove = Remove the passkey
identity-passkey-remove-lead = Afterwards this passkey no longer opens the account. If it is the last second step, the password alone is enough, and the recovery codes end too. Delete what is left of it on your device there.
identity-passkey-remove-go = Remove this passkey
identity-passkey-removed = The passkey is removed
identity-passkey-sign-in = Sign in with a passkey
identity-passkey-use = Use a passkey
identity-passkey-none = Signing in with a passkey needs a browser that knows them, with JavaScript on. Without it, use your password.
identity-passkey-none-factor = Using a passkey needs a browser that knows them, with JavaScript on. Without it, enter a code below.
identity-passkey-none-new = Adding a passkey needs a browser that knows them, with JavaScript on. Turn it on and open the page again, use another browser, or add an app that makes codes.
identity-passkey-elsewhere = Passkeys work at this address only, open the page there:
identity-passkey-stopped = The browser gave no passkey. Press the button to try again, or use your password.
identity-passkey-stopped-factor = The browser gave no passkey. Press the button to try again, or enter a code.
identity-passkey-stopped-new = The browser made no passkey. Press the button to try again, or choose another place to keep it.
identity-passkey-known = This device has a passkey of the account already. There is no need for another one.
identity-factor-lead-passkey = The password is right. This account needs one more step: a passkey, or a code.
identity-code-hint-recovery = A recovery code
identity-limit-passkey = Passkeys tried, from one address

identity-mail-passkey-added-subject = Your account has a new passkey
identity-mail-passkey-added-body =
    Dear { $name },

    A passkey was just added to your account. It opens the account without a password.

    If this was not you, open Account, How your account is protected, remove that passkey, change your password at once and call the guidance line of the province.
identity-mail-passkey-removed-subject = A passkey of your account was removed
identity-mail-passkey-removed-body =
    Dear { $name },

    A passkey of your account was just removed. It no longer opens the account.

    If this was not you, change your password at once and call the guidance line of the province.

identity-error-passkey-missing = The page was sent without a passkey. Turn JavaScript on and try again, or sign in another way.
identity-error-passkey-late = The page is older than ten minutes, or was answered before. Press the button once more on this page.
identity-error-passkey-origin = This passkey answered for another address, so it was refused. Look at the address in your browser and open the page from the one you always use.
identity-error-passkey-unverified = This passkey asked for no finger, face or PIN, so it serves as the second step only. Sign in with your password first.
identity-error-passkey-kind = Passkeys of this kind are not taken. Choose another place to keep it.
identity-error-passkey-copied = This passkey answered like an old copy, so it was refused. Sign in another way, remove it and add it again.
identity-error-passkey-wrong = This passkey is not known. Sign in another way, or try another passkey.
identity-error-passkey-known = An account has this passkey already. Choose another place to keep it.
identity-error-passkey-many = An account has at most 20 passkeys. Remove one that you no longer use, then add another.
identity-error-passkey-name = A name has 1 to 60 characters
identity-error-passkey-address = There can be no passkeys at this address, because they need a name over https
identity-error-passkey-token = This account has passkeys only, and a machine cannot use them. Sign in on the site to add an app that makes codes and send a code in the field factor, or send a recovery code.
identity-error-factor-gone = This account has no second step any more

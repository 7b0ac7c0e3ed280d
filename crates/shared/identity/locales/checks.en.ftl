# The sentences of kernel::vietnam. They serve every crate and may move to the platform's words as they are.
error-identity-digits = An identity number has digits only
error-identity-length = An identity number has 12 digits (9 on the old card). You entered { $found }.
error-identity-province = The first three digits of the identity number are no province code. Look at the card again.
error-identity-century = The fourth digit of the identity number must be 0 to 3. Look at the card again.
error-phone-digits = A telephone number has digits only
error-phone-country = Only telephone numbers in Vietnam (+84) are taken
error-phone-group = A telephone number begins with 02, 03, 05, 07, 08 or 09
error-phone-length = This telephone number needs { $expected } digits. You entered { $found }.
error-email-at = An e-mail address has exactly one @, such as name@example.vn
error-email-local = The part before the @ has characters that cannot be used. A good one: name@example.vn
error-email-domain = The part after the @ must be a domain, such as example.vn
error-email-length = The e-mail address has { $found } characters. It may have at most 254.
error-tax-digits = A tax code has digits only
error-tax-length = A tax code has 10, 12 or 13 digits. You entered { $found }.
error-tax-check = A digit of the tax code is wrong. Compare each one.
error-tax-dependent = The last three digits of a dependent unit begin at 001
error-tax-personal = A tax code of 12 digits is a personal identity number. Compare each digit.

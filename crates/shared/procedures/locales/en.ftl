procedures-permission-read = See what the data on procedures lacks
procedures-menu-gaps = Data on procedures

procedures-online-full = Online from start to end
procedures-online-partial = Partly online
procedures-online-information = Information only
procedures-online-offline = Not online
procedures-subject-citizen = Vietnamese citizens
procedures-subject-enterprise = Enterprises and organisations
procedures-subject-household-business = Household businesses
procedures-subject-foreigner = Foreigners
procedures-channel-online = Online
procedures-channel-direct = In person
procedures-channel-post = By post
procedures-paper-upload = Upload a file
procedures-paper-show = Show it at the counter
procedures-paper-data = Already in the form or a database
procedures-per-case = a dossier
procedures-per-copy = a copy
procedures-per-page = a page

procedures-part-decision = Publishing decision
procedures-part-kind = Kind of procedure
procedures-part-level = Level that decides
procedures-part-sequence = Order of steps
procedures-part-manners = Ways to apply
procedures-part-online-category = Online category
procedures-part-papers = Papers needed
procedures-part-subjects = Who may apply
procedures-part-agency = Deciding agency
procedures-part-place = Where to apply
procedures-part-result = Result
procedures-part-legal-basis = Legal basis
procedures-part-conditions = Requirements and conditions
procedures-part-limit = Time limit
procedures-part-fee = Fees

procedures-form-the = { $kind ->
    [question] the answer to “{ $label_en }”
   *[name] the { $label_en }
}
procedures-form-required = { $kind ->
    [question] Answer “{ $label_en }”
   *[name] Enter the { $label_en }
}
procedures-form-choose = { $kind ->
    [question] Choose an answer to “{ $label_en }”
   *[name] Choose the { $label_en }
}
procedures-form-agree = Tick the box “{ $label_en }” to go on
procedures-form-short = Write { procedures-form-the } with at least { $limit } characters, you wrote { $found }
procedures-form-long = Shorten { procedures-form-the } to at most { $limit } characters, you wrote { $found }
procedures-form-min = Enter { $limit_en } or more for { procedures-form-the }, you entered { $found_en }
procedures-form-above = Enter more than { $limit_en } for { procedures-form-the }, you entered { $found_en }
procedures-form-max = Enter at most { $limit_en } for { procedures-form-the }, you entered { $found_en }
procedures-form-below = Enter less than { $limit_en } for { procedures-form-the }, you entered { $found_en }
procedures-form-number = Enter a number for { procedures-form-the }, you entered “{ $found_en }”
procedures-form-whole = Enter a whole number for { procedures-form-the }, you entered { $found_en }
procedures-form-pattern = Write { procedures-form-the } as the hint says: { $hint_en }
procedures-form-date = Correct { procedures-form-the }: there is no day { $found }
procedures-form-date-part = Enter day, month and year for { procedures-form-the }
procedures-form-date-year = Enter the year with four digits for { procedures-form-the }, you entered “{ $found }”
procedures-form-not-after = Correct { procedures-form-the }: it must be today, { $limit_en }, or earlier, you entered { $found_en }
procedures-form-identity-digits = Enter only digits for { procedures-form-the }, 12 of them
procedures-form-identity-length = Enter { procedures-form-the } with 12 digits, you entered { $found }
procedures-form-identity-province = Check { procedures-form-the }: its first three digits are no code of a province
procedures-form-identity-century = Check { procedures-form-the }: its fourth digit must be 0 to 3
procedures-form-phone-digits = Enter only digits for { procedures-form-the }
procedures-form-phone-country = Enter a number in Vietnam (+84) for { procedures-form-the }
procedures-form-phone-group = Check { procedures-form-the }: it must begin with 02, 03, 05, 07, 08 or 09
procedures-form-phone-length = Enter { procedures-form-the } with { $limit } digits, you entered { $found }
procedures-form-phone-mobile = Enter a mobile number of 10 digits for { procedures-form-the }, you entered { $found } digits
procedures-form-email = Write { procedures-form-the } like name@example.vn
procedures-form-tax-digits = Enter only digits for { procedures-form-the }
procedures-form-tax-length = Enter { procedures-form-the } with 10 digits, or 3 more for a branch, you entered { $found }
procedures-form-tax-check = Check { procedures-form-the }: a digit was mistyped
procedures-form-person-name = Write { procedures-form-the } again: the name of a person has only letters, spaces, apostrophes, full stops and hyphens
procedures-form-same = Check { procedures-form-the }: it is the same as the { $other_en }, and each person has their own number
procedures-form-day-before = Correct { procedures-form-the }: it must be before the { $other_en }, { $limit_en }, you entered { $found_en }
procedures-form-day-no-later = Correct { procedures-form-the }: it must be the { $other_en }, { $limit_en }, or earlier, you entered { $found_en }
procedures-form-day-after = Correct { procedures-form-the }: it must be after the { $other_en }, { $limit_en }, you entered { $found_en }
procedures-form-day-no-earlier = Correct { procedures-form-the }: it must be the { $other_en }, { $limit_en }, or later, you entered { $found_en }
procedures-form-hidden = Type { procedures-form-the } again: there are hidden characters in it
procedures-form-wrong = Check { procedures-form-the }
procedures-form-wrong-together = The answers do not fit together. Check each page.
procedures-form-only-when = Answer only when “{ $question }” is “{ $answer }”
procedures-form-choose-one = Choose
procedures-form-day = Day
procedures-form-month = Month
procedures-form-year = Year

procedures-import-row = This row cannot be read: { $found }
procedures-import-code = The code of a procedure looks like 1.001193, found “{ $found }”
procedures-import-name = This row has no name of a procedure
procedures-import-field = This row has no field
procedures-import-level = The level must be tỉnh, huyện or xã, found “{ $found }”
procedures-import-limit = The limit must have a number and a unit (ngày làm việc, ngày, giờ, trong ngày), found “{ $found }”
procedures-import-fee = The fee must be an amount in đồng, 0 or from 1,000 on, found “{ $found }”
procedures-import-online = There is no online category “{ $found }”
procedures-import-part = There is no form or process “{ $found }”
procedures-import-twice = The code { $found } stands in an earlier row
procedures-import-broken = The data of the procedure cannot be used: { $found }

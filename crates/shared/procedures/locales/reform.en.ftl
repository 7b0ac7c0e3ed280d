procedures-reform-levels = Procedures that another level decides
procedures-reform-unverified = Of these, levels that no source confirms [UNVERIFIED]
procedures-reform-unknown = There is no procedure { $code }. Leave the row out or mend the code.
procedures-reform-later = The procedure { $code } has a version from the effective day or later already. Leave the row out.
procedures-reform-process = Procedure { $code }: there is no process { $process } for the new level. Choose one of data/processes.
procedures-reform-broken = Procedure { $code }: its process for the new level cannot be used. Choose another one in process.
procedures-reform-no-version = The plan that is taken back made no version of the procedure { $code }. Give its levels.

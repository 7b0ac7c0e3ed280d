# What a business files in its own name.
dossiers-business = Doanh nghiệp nộp hồ sơ
dossiers-filed-by = Người đại diện đứng tên
dossiers-error-behalf-business = Tài khoản doanh nghiệp chỉ nộp hồ sơ dưới tên doanh nghiệp. Nộp cho cá nhân bằng tài khoản công dân.
dossiers-error-not-representative = Người nộp phải là một người đang đại diện cho doanh nghiệp

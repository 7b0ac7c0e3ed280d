dossiers-right-read = Xem hồ sơ của đơn vị
dossiers-right-receive = Tiếp nhận hồ sơ
dossiers-right-handle = Xử lý hồ sơ
dossiers-right-approve = Phê duyệt hồ sơ
dossiers-right-assign = Phân công hồ sơ
dossiers-right-deliver = Trả kết quả
dossiers-right-numbers = Xem số liệu hồ sơ
dossiers-right-override = Quyết định ngoại lệ có lý do
dossiers-right-flags = Xem các lượt cán bộ xem dữ liệu cá nhân ngoài việc được giao

dossiers-api-procedure = Không có thủ tục nào đang áp dụng với mã này
dossiers-api-factor = Đặt bốn số cuối của số định danh hoặc số điện thoại đã đăng ký vào tiêu đề X-Lookup-Factor

dossiers-limit-code = Tra cứu một mã hồ sơ, từ một địa chỉ
dossiers-limit-everywhere = Tra cứu một mã hồ sơ, từ mọi nơi
dossiers-limit-address = Tra cứu hồ sơ, từ một địa chỉ

# The sentences of kernel::vietnam. They serve every crate and may move to the platform's words as they are.
error-identity-digits = Số định danh chỉ gồm chữ số
error-identity-length = Số định danh có 12 chữ số (thẻ cũ có 9), bạn nhập { $found }
error-identity-province = Ba chữ số đầu của số định danh không phải mã tỉnh nào, xem lại số trên thẻ
error-identity-century = Chữ số thứ tư của số định danh phải từ 0 đến 3, xem lại số trên thẻ
error-phone-digits = Số điện thoại chỉ gồm chữ số
error-phone-country = Chỉ nhận số điện thoại tại Việt Nam (+84)
error-phone-group = Số điện thoại bắt đầu bằng 02, 03, 05, 07, 08 hoặc 09
error-phone-length = Số điện thoại này cần { $expected } chữ số, bạn nhập { $found }
error-email-at = Địa chỉ thư điện tử cần đúng một dấu @, ví dụ ten@example.vn
error-email-local = Phần trước dấu @ có ký tự không dùng được, ví dụ đúng: ten@example.vn
error-email-domain = Phần sau dấu @ cần là tên miền, ví dụ example.vn
error-email-length = Địa chỉ thư điện tử có { $found } ký tự, nhiều nhất là 254
error-tax-digits = Mã số thuế chỉ gồm chữ số
error-tax-length = Mã số thuế có 10, 12 hoặc 13 chữ số, bạn nhập { $found }
error-tax-check = Mã số thuế có chữ số sai, xem lại từng số
error-tax-dependent = Ba chữ số cuối của đơn vị phụ thuộc bắt đầu từ 001
error-tax-personal = Mã số thuế 12 chữ số là số định danh cá nhân, xem lại từng số

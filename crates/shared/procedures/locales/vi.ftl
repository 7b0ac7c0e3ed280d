procedures-permission-read = Xem phần dữ liệu thủ tục còn thiếu
procedures-menu-gaps = Dữ liệu thủ tục

procedures-online-full = Nộp trực tuyến toàn trình
procedures-online-partial = Nộp trực tuyến một phần
procedures-online-information = Chỉ xem thông tin
procedures-online-offline = Không nộp trực tuyến
procedures-subject-citizen = Công dân Việt Nam
procedures-subject-enterprise = Doanh nghiệp, tổ chức
procedures-subject-household-business = Hộ kinh doanh
procedures-subject-foreigner = Người nước ngoài
procedures-channel-online = Trực tuyến
procedures-channel-direct = Trực tiếp
procedures-channel-post = Bưu chính
procedures-paper-upload = Tải tệp lên
procedures-paper-show = Xuất trình tại quầy
procedures-paper-data = Có sẵn trong tờ khai hoặc cơ sở dữ liệu
procedures-per-case = mỗi hồ sơ
procedures-per-copy = mỗi bản
procedures-per-page = mỗi trang

procedures-part-decision = Số quyết định công bố
procedures-part-kind = Loại thủ tục
procedures-part-level = Cấp giải quyết
procedures-part-sequence = Trình tự thực hiện
procedures-part-manners = Cách thức thực hiện
procedures-part-online-category = Mức trực tuyến
procedures-part-papers = Giấy tờ cần có
procedures-part-subjects = Ai được nộp
procedures-part-agency = Cơ quan giải quyết
procedures-part-place = Nơi nộp hồ sơ
procedures-part-result = Kết quả
procedures-part-legal-basis = Căn cứ pháp lý
procedures-part-conditions = Yêu cầu, điều kiện
procedures-part-limit = Thời hạn giải quyết
procedures-part-fee = Phí, lệ phí

procedures-form-the = { $kind ->
    [question] câu trả lời cho “{ $label }”
   *[name] { $label }
}
procedures-form-required = { $kind ->
    [question] Trả lời câu “{ $label }”
   *[name] Điền { $label }
}
procedures-form-choose = { $kind ->
    [question] Chọn câu trả lời cho “{ $label }”
   *[name] Chọn { $label }
}
procedures-form-agree = Đánh dấu vào ô “{ $label }” để tiếp tục
procedures-form-short = Viết { procedures-form-the } dài ít nhất { $limit } ký tự, bạn mới viết { $found }
procedures-form-long = Rút { procedures-form-the } còn nhiều nhất { $limit } ký tự, bạn đã viết { $found }
procedures-form-min = Ghi { procedures-form-the } từ { $limit } trở lên, bạn đã ghi { $found }
procedures-form-above = Ghi { procedures-form-the } lớn hơn { $limit }, bạn đã ghi { $found }
procedures-form-max = Ghi { procedures-form-the } không quá { $limit }, bạn đã ghi { $found }
procedures-form-below = Ghi { procedures-form-the } nhỏ hơn { $limit }, bạn đã ghi { $found }
procedures-form-number = Ghi { procedures-form-the } bằng chữ số, bạn đã ghi “{ $found }”
procedures-form-whole = Ghi { procedures-form-the } bằng số nguyên, không có phần lẻ, bạn đã ghi { $found }
procedures-form-pattern = Viết lại { procedures-form-the } theo gợi ý: { $hint }
procedures-form-date = Sửa { procedures-form-the }: không có ngày { $found }
procedures-form-date-part = Ghi đủ ngày, tháng và năm cho { procedures-form-the }
procedures-form-date-year = Ghi năm đủ bốn chữ số cho { procedures-form-the }, bạn đã ghi “{ $found }”
procedures-form-not-after = Sửa { procedures-form-the }: phải trước hoặc đúng hôm nay, { $limit }, bạn đã ghi { $found }
procedures-form-identity-digits = Chỉ ghi chữ số cho { procedures-form-the }, đủ 12 chữ số
procedures-form-identity-length = Ghi { procedures-form-the } đủ 12 chữ số, bạn đã ghi { $found }
procedures-form-identity-province = Xem lại { procedures-form-the }: ba chữ số đầu không phải mã của tỉnh, thành phố nào
procedures-form-identity-century = Xem lại { procedures-form-the }: chữ số thứ tư phải từ 0 đến 3
procedures-form-phone-digits = Chỉ ghi chữ số cho { procedures-form-the }
procedures-form-phone-country = Ghi số ở Việt Nam (+84) cho { procedures-form-the }
procedures-form-phone-group = Xem lại { procedures-form-the }: phải bắt đầu bằng 02, 03, 05, 07, 08 hoặc 09
procedures-form-phone-length = Ghi { procedures-form-the } đủ { $limit } chữ số, bạn đã ghi { $found }
procedures-form-phone-mobile = Ghi số di động 10 chữ số cho { procedures-form-the }, bạn đã ghi { $found } chữ số
procedures-form-email = Ghi { procedures-form-the } theo dạng ten@vidu.vn
procedures-form-tax-digits = Chỉ ghi chữ số cho { procedures-form-the }
procedures-form-tax-length = Ghi { procedures-form-the } đủ 10 chữ số, hoặc thêm 3 chữ số của chi nhánh, bạn đã ghi { $found }
procedures-form-tax-check = Xem lại { procedures-form-the }: có chữ số bị gõ sai
procedures-form-person-name = Viết lại { procedures-form-the }: tên người chỉ gồm chữ cái, dấu cách, dấu nháy, dấu chấm và gạch nối
procedures-form-same = Xem lại { procedures-form-the }: đang giống { $other }, mà mỗi người có một số riêng
procedures-form-day-before = Sửa { procedures-form-the }: phải trước { $other }, { $limit }, bạn đã ghi { $found }
procedures-form-day-no-later = Sửa { procedures-form-the }: phải trước hoặc đúng { $other }, { $limit }, bạn đã ghi { $found }
procedures-form-day-after = Sửa { procedures-form-the }: phải sau { $other }, { $limit }, bạn đã ghi { $found }
procedures-form-day-no-earlier = Sửa { procedures-form-the }: phải sau hoặc đúng { $other }, { $limit }, bạn đã ghi { $found }
procedures-form-hidden = Viết lại { procedures-form-the } từ bàn phím: trong đó có ký tự ẩn
procedures-form-wrong = Xem lại { procedures-form-the }
procedures-form-wrong-together = Các câu trả lời chưa khớp nhau. Xem lại từng trang.
procedures-form-only-when = Chỉ trả lời khi “{ $question }” là “{ $answer }”
procedures-form-choose-one = Chọn
procedures-form-day = Ngày
procedures-form-month = Tháng
procedures-form-year = Năm

procedures-import-row = Dòng này không đọc được: { $found }
procedures-import-code = Mã thủ tục phải có dạng 1.001193, tìm thấy “{ $found }”
procedures-import-name = Dòng này thiếu tên thủ tục
procedures-import-field = Dòng này thiếu lĩnh vực
procedures-import-level = Cấp giải quyết phải là tỉnh, huyện hoặc xã, tìm thấy “{ $found }”
procedures-import-limit = Thời hạn phải có số và đơn vị (ngày làm việc, ngày, giờ, trong ngày), tìm thấy “{ $found }”
procedures-import-fee = Mức phí phải là số đồng, 0 hoặc từ 1.000 trở lên, tìm thấy “{ $found }”
procedures-import-online = Không có mức trực tuyến “{ $found }”
procedures-import-part = Không có biểu mẫu hoặc quy trình “{ $found }”
procedures-import-twice = Mã { $found } đã có ở dòng trên
procedures-import-broken = Dữ liệu của thủ tục không dùng được: { $found }

# Trạng thái: tên ngắn cho nhãn, tên đầy đủ theo danh mục quốc gia (fact 2.6)
dossiers-state-1 = Mới đăng ký
dossiers-state-2 = Được tiếp nhận
dossiers-state-3 = Không được tiếp nhận
dossiers-state-4 = Đang xử lý
dossiers-state-5 = Yêu cầu bổ sung
dossiers-state-6 = Yêu cầu nộp tiền
dossiers-state-7 = Yêu cầu rút hồ sơ
dossiers-state-8 = Dừng xử lý
dossiers-state-9 = Đã xử lý xong
dossiers-state-10 = Đã trả kết quả
dossiers-state-full-1 = Mới đăng ký
dossiers-state-full-2 = Được tiếp nhận
dossiers-state-full-3 = Không được tiếp nhận
dossiers-state-full-4 = Đang xử lý
dossiers-state-full-5 = Yêu cầu bổ sung giấy tờ
dossiers-state-full-6 = Yêu cầu thực hiện nghĩa vụ tài chính
dossiers-state-full-7 = Công dân yêu cầu rút hồ sơ
dossiers-state-full-8 = Dừng xử lý
dossiers-state-full-9 = Đã xử lý xong
dossiers-state-full-10 = Đã trả kết quả

# Đồng hồ
dossiers-left-days = Còn { $days } ngày
dossiers-left-hours = Còn { $hours } giờ
dossiers-left-minutes = Còn { $minutes } phút
dossiers-left-hours-minutes = Còn { $hours } giờ { $minutes }
dossiers-late-days = Trễ { $days } ngày
dossiers-late-hours = Trễ { $hours } giờ
dossiers-late-minutes = Trễ { $minutes } phút
dossiers-late-hours-minutes = Trễ { $hours } giờ { $minutes }
dossiers-late-just = Vừa quá hạn
dossiers-paused = Đang dừng
dossiers-paused-supplement = Dừng, chờ bổ sung
dossiers-paused-payment = Dừng, chờ nộp tiền
dossiers-paused-withdrawal = Dừng, chờ quyết định rút
dossiers-days = { $days } ngày
dossiers-hours-minutes = { $hours } giờ { $minutes } phút
dossiers-today = Hôm nay
dossiers-bar-used = Cơ quan đã dùng { $time }
dossiers-bar-late = Quá hạn { $time }
dossiers-bar-paused = Tạm dừng { $time }
dossiers-done-on-time = Xong đúng hạn
dossiers-done-late = Xong sau hạn
dossiers-limit-working-days = { $amount } ngày làm việc
dossiers-limit-calendar-days = { $amount } ngày
dossiers-limit-working-hours = { $amount } giờ làm việc
dossiers-limit-same-day = trong ngày

# Việc đã làm
dossiers-act-submit = Nộp hồ sơ
dossiers-act-accept = Tiếp nhận
dossiers-act-refuse = Không tiếp nhận
dossiers-act-assign = Phân công
dossiers-act-begin = Bắt đầu xử lý
dossiers-act-forward = Chuyển bước tiếp theo
dossiers-act-hand-on = Chuyển hồ sơ đến nơi giải quyết
dossiers-act-send-back = Trả lại bước trước
dossiers-act-ask-supplement = Yêu cầu bổ sung
dossiers-act-second-supplement = Lý do yêu cầu bổ sung lần hai
dossiers-act-ask-leader = Đề nghị lãnh đạo cho bổ sung lần hai
dossiers-act-give-supplement = Bổ sung hồ sơ
dossiers-act-correct-answers = Sửa câu trả lời
dossiers-act-supplement-at-counter = Nhận bổ sung tại quầy
dossiers-act-supplement-by-post = Nhận bổ sung qua bưu chính
dossiers-act-ask-fee = Yêu cầu nộp tiền
dossiers-act-pay-fee = Đã nộp tiền
dossiers-act-pay-at-counter = Nộp tiền tại quầy
dossiers-act-recount-fee = Tính lại phí, lệ phí
dossiers-act-fee-excess = Nhận tiền ngoài khoản phải nộp
dossiers-act-ask-refund = Yêu cầu hoàn tiền
dossiers-act-record-refund = Đã hoàn tiền
dossiers-fee-rest = Còn phải nộp { $amount }
dossiers-fee-over = Đã nộp thừa { $amount }
dossiers-fee-owed = { $amount } chờ hoàn cho người nộp
dossiers-fee-even = Không phải nộp thêm
dossiers-receipt = Biên lai { $receipt }
dossiers-act-ask-opinion = Lấy ý kiến đơn vị khác
dossiers-act-give-opinion = Cho ý kiến
dossiers-act-stop = Dừng xử lý
dossiers-act-reappoint = Xin lỗi và hẹn lại ngày trả
dossiers-act-reappoint-late = Báo hẹn lại muộn, không kịp trước hạn một ngày
dossiers-act-approve = Ký kết quả
dossiers-act-override = Quyết định ngoại lệ
dossiers-act-deliver = Trả kết quả
dossiers-act-ask-withdrawal = Yêu cầu rút hồ sơ
dossiers-act-withdraw-at-counter = Yêu cầu rút hồ sơ tại quầy
dossiers-act-agree-withdrawal = Đồng ý cho rút hồ sơ
dossiers-act-refuse-withdrawal = Không cho rút hồ sơ
dossiers-act-rate = Đánh giá
dossiers-act-handed-over = Bàn giao cho cán bộ khác
dossiers-act-moved = Chuyển sang đơn vị mới khi sắp xếp đơn vị
dossiers-act-next-deliver = Trả kết quả
dossiers-by-applicant = Người nộp hồ sơ
dossiers-in-name-of = { $name }, thừa ủy quyền của { $giver }
dossiers-by-system = Hệ thống

# Trước khi nộp
dossiers-crumbs = Đường dẫn
dossiers-apply = Nộp hồ sơ
dossiers-sample = [SAMPLE] Câu hỏi và giấy tờ của trang này là dữ liệu mẫu
dossiers-apply-how = Nộp hồ sơ thế nào
dossiers-apply-pages = Mỗi trang hỏi một việc. Bạn xem lại tất cả trước khi gửi.
dossiers-apply-later = Bạn dừng lúc nào cũng được. Những gì đã ghi được giữ trong hồ sơ nháp.
dossiers-apply-answer = Sau khi bạn gửi, cơ quan trả lời trong 8 giờ làm việc.
dossiers-apply-papers = Giấy tờ cần có
dossiers-apply-files = Tệp PDF, JPEG hoặc PNG, mỗi tệp dưới 20 MB. Ảnh chụp thẳng, đủ bốn góc.
dossiers-apply-no-papers = Thủ tục này không cần giấy tờ kèm theo.
dossiers-paper-if-needed = (tùy trường hợp)
dossiers-apply-prefilled = Chúng tôi điền sẵn thông tin từ tài khoản của bạn.
dossiers-apply-begin = Bắt đầu
dossiers-apply-see = Xem cách nộp
dossiers-draft-there = Bạn có hồ sơ nháp của thủ tục này, sửa lần cuối lúc { $at }.
dossiers-draft-continue = Làm tiếp

# Các trang của hồ sơ
dossiers-steps = Các bước
dossiers-step-of = Bước { $n } trên { $total }
dossiers-step-back = Quay lại bước { $n }
dossiers-save-and-go-on = Lưu và tiếp tục
dossiers-save-for-later = Lưu nháp, làm sau
dossiers-page-for = Nộp cho ai
dossiers-page-applicant = Người nộp
dossiers-page-area = Nơi giải quyết
dossiers-page-papers = Giấy tờ
dossiers-page-delivery = Nhận kết quả
dossiers-page-review = Xem lại và gửi
dossiers-page-for-hint = Bạn nộp cho mình hoặc nộp thay người khác.
dossiers-page-applicant-hint = Chúng tôi liên lạc với bạn theo những thông tin này.
dossiers-page-area-hint = Chọn nơi giải quyết thủ tục, thường là nơi bạn cư trú.
dossiers-page-delivery-hint = Bản điện tử luôn có trong tài khoản của bạn.
dossiers-behalf = Bạn nộp hồ sơ cho ai?
dossiers-behalf-self = Cho tôi
dossiers-behalf-child = Cho con tôi
dossiers-behalf-other = Cho người khác
dossiers-behalf-other-hint = Bạn được người đó ủy quyền
dossiers-behalf-organisation = Cho tổ chức, doanh nghiệp
dossiers-other-name = Tên người hoặc tổ chức được nộp thay
dossiers-other-name-hint = Chỉ điền khi bạn nộp thay
dossiers-tax-code = Mã số thuế
dossiers-tax-code-hint = Chỉ điền khi nộp cho tổ chức, doanh nghiệp
dossiers-name = Họ, chữ đệm và tên
dossiers-from-account = Họ tên và số định danh lấy từ tài khoản bạn đang dùng nên không sửa ở đây.
dossiers-identity = Số định danh cá nhân
dossiers-phone = Số điện thoại
dossiers-phone-hint = Ví dụ: 0912 345 678
dossiers-email = Thư điện tử
dossiers-email-hint = Để nhận tin báo về hồ sơ
dossiers-address = Địa chỉ
dossiers-address-hint = Số nhà, đường hoặc thôn, xã hoặc phường
dossiers-area = Chọn nơi giải quyết
dossiers-area-choose = Chọn một nơi
dossiers-delivery = Bạn muốn nhận kết quả thế nào?
dossiers-delivery-electronic = Bản điện tử
dossiers-delivery-electronic-hint = Tải về từ tài khoản của bạn
dossiers-delivery-counter = Bản giấy tại Bộ phận Một cửa
dossiers-delivery-counter-hint = Mang theo thẻ căn cước khi đến nhận
dossiers-delivery-post = Bản giấy qua bưu điện
dossiers-delivery-post-hint = Gửi đến { $address }
dossiers-papers-hint = Tệp PDF, JPEG hoặc PNG, mỗi tệp dưới 20 MB. Chọn tệp rồi bấm "Tải lên" ở từng giấy tờ.
dossiers-papers-none = Bạn không phải tải lên giấy tờ nào.
dossiers-papers-others = Giấy tờ không phải tải lên
dossiers-paper-choose = Chọn tệp cho { $paper }
dossiers-paper-send = Tải lên
dossiers-paper-full = Đã đủ { $most } tệp. Xóa một tệp nếu bạn muốn thay.
dossiers-file-remove = Xóa

# Xem lại, gửi
dossiers-review-lead = Đọc lại từng mục. Bấm "Sửa" ở mục nào chưa đúng.
dossiers-review-promise = Khi gửi, bạn xác nhận những điều đã ghi là đúng sự thật.
dossiers-change = Sửa
dossiers-fees = Phí, lệ phí
dossiers-fees-total = Tổng cộng
dossiers-fees-after = Bạn nộp tiền sau khi gửi hồ sơ.
dossiers-fees-none = Bạn không phải nộp tiền: { $money }.
dossiers-next = Việc tiếp theo
dossiers-next-reference = Bạn có ngay mã nộp và giờ nhận hồ sơ.
dossiers-next-pay = Bạn nộp tiền qua cổng thanh toán.
dossiers-next-answer = Cơ quan trả lời trong 8 giờ làm việc: tiếp nhận, yêu cầu bổ sung hoặc không tiếp nhận.
dossiers-next-follow = Bạn theo dõi hồ sơ trong tài khoản hoặc bằng mã.
dossiers-submit = Gửi hồ sơ
dossiers-submitted = Đã nhận hồ sơ của bạn.
dossiers-submitted-at = Giờ nhận: { $at }.
dossiers-submitted-keep = Giữ mã này để tra cứu hồ sơ. Mã hồ sơ chính thức có sau khi được tiếp nhận.
dossiers-submitted-pay = Nộp tiền để cơ quan giải quyết hồ sơ.
dossiers-submitted-answer = { $unit } trả lời bạn trước { $at }.
dossiers-submitted-code = Khi được tiếp nhận, hồ sơ có mã và ngày hẹn trả.
dossiers-submitted-mail = Tin báo gửi đến { $email } và vào tài khoản của bạn.
dossiers-submitted-no-mail = Tin báo vào tài khoản của bạn.
dossiers-follow = Theo dõi hồ sơ
dossiers-pay = Nộp tiền

# Hồ sơ của tôi
dossiers-mine = Hồ sơ của tôi
dossiers-drafts = Hồ sơ nháp
dossiers-draft-changed = Sửa lúc { $at }
dossiers-draft-kept = Bản nháp giữ đến { $day }
dossiers-draft-drop = Xóa nháp
dossiers-draft-saved = Đã lưu hồ sơ nháp
dossiers-draft-renewed = Thủ tục này có quy định mới sau khi bạn lưu hồ sơ nháp. Câu trả lời của bạn còn nguyên ở những mục vẫn được hỏi. Xem lại giấy tờ và phí trước khi gửi.
dossiers-draft-drop-ask = Xóa hồ sơ nháp này?
dossiers-draft-drop-lead = { $files ->
    [0] Những gì bạn đã nhập sẽ mất và không lấy lại được.
   *[other] Những gì bạn đã nhập và { $files } tệp đã tải lên sẽ mất và không lấy lại được.
}
dossiers-draft-drop-not = Giữ lại, nhập tiếp
dossiers-draft-dropped = Đã xóa hồ sơ nháp
dossiers-sent = Hồ sơ đã gửi
dossiers-sent-at = Gửi lúc { $at }
dossiers-unpaid = Chưa nộp tiền
dossiers-none = Bạn chưa gửi hồ sơ nào.
dossiers-none-find = Tìm thủ tục
dossiers-notices-none = Chưa có tin báo nào. Tin về hồ sơ của bạn sẽ hiện ở đây.

# Một hồ sơ
dossiers-dossier = Hồ sơ
dossiers-code = Mã hồ sơ
dossiers-reference = Mã nộp
dossiers-applicant = Người nộp:
dossiers-state = Trạng thái:
dossiers-can = Bạn có thể
dossiers-clock = Đồng hồ hồ sơ
dossiers-due = Hẹn trả
dossiers-answer-by = Trả lời trước
dossiers-holder = Đang ở: { $unit }
dossiers-holder-person = Người thụ lý: { $name }
dossiers-since = Từ { $at }
dossiers-holder-you = Đang chờ bạn, thời hạn của cơ quan tạm dừng.
dossiers-holder-since = Từ { $at }.
dossiers-holder-due = Hạn của bước này: { $at }.
dossiers-why = Vì sao hẹn ngày này?
dossiers-why-limit = Thời hạn { $limit }, kể từ { $day }.
dossiers-why-first-day = Ngày nhận hồ sơ không tính. Hạn rơi vào ngày nghỉ thì chuyển sang ngày làm việc kế tiếp.
dossiers-why-paused = Thời gian chờ bạn ({ $time }) không tính vào thời hạn.
dossiers-why-days-off = Ngày nghỉ trong thời gian này: { $days }.
dossiers-why-promised = Cơ quan đã xin lỗi và hẹn lại { $day }. Hạn ban đầu là { $first }.
dossiers-why-answer = Cơ quan có 8 giờ làm việc để trả lời hồ sơ nộp trực tuyến.
dossiers-timeline = Hồ sơ đã đi qua
dossiers-at-latest = Chậm nhất { $day }
dossiers-files = Giấy tờ của hồ sơ
dossiers-converted = bản số hóa từ bản giấy
dossiers-unpaid-note = Bạn cần nộp { $amount } để hồ sơ được giải quyết tiếp.
dossiers-withdrawn = Cơ quan đã đồng ý cho bạn rút hồ sơ này.
dossiers-withdrawn-paid = Bạn đã nộp { $amount }, khoản này chưa được hoàn. Hỏi Bộ phận Một cửa nơi nhận hồ sơ về việc hoàn tiền.
dossiers-answers = Nội dung bạn đã khai
dossiers-results = Kết quả
dossiers-result-get = Tải kết quả
dossiers-result-void = đã bị hủy
dossiers-fee-see = Xem
dossiers-fee-at-counter = Nộp được bằng tiền mặt hoặc thẻ tại Bộ phận Một cửa đã nhận hồ sơ.
dossiers-print-01 = Giấy tiếp nhận và hẹn trả
dossiers-print-02 = Phiếu yêu cầu bổ sung
dossiers-print-03 = Phiếu từ chối
dossiers-print-nth = (lần { $no })
dossiers-back-to = Về hồ sơ { $code }

# Bổ sung
dossiers-supplement = Bổ sung hồ sơ
dossiers-supplement-asked = Cơ quan yêu cầu bạn bổ sung:
dossiers-supplement-lead = Tải lên giấy tờ còn thiếu hoặc sửa câu trả lời, rồi gửi một lần. Đồng hồ chạy tiếp khi bạn gửi.
dossiers-supplement-answers = Sửa câu trả lời
dossiers-supplement-answers-lead = Mở từng phần để sửa. Mọi phần được gửi cùng một lần.
dossiers-supplement-note = Lời nhắn cho cơ quan
dossiers-supplement-once = Kiểm tra kỹ trước khi gửi: sau khi gửi, bạn không thêm được tệp nữa.
dossiers-supplement-act = Gửi bổ sung
dossiers-supplement-sent = Đã gửi bổ sung

# Rút, đánh giá
dossiers-withdraw = Rút hồ sơ
dossiers-withdraw-lead = Bạn muốn rút hồ sơ { $code } ({ $procedure }). Cơ quan xem xét rồi trả lời; trong lúc đó đồng hồ dừng.
dossiers-withdraw-reason = Lý do
dossiers-withdraw-reason-hint = Ít nhất 5 ký tự
dossiers-withdraw-act = Gửi yêu cầu rút hồ sơ
dossiers-withdraw-not = Không rút
dossiers-withdrawal-sent = Đã gửi yêu cầu rút hồ sơ
dossiers-rate = Đánh giá
dossiers-rate-lead = Bạn thấy việc giải quyết thủ tục "{ $procedure }" thế nào?
dossiers-rate-score = Mức hài lòng
dossiers-rate-1 = Rất không hài lòng
dossiers-rate-2 = Không hài lòng
dossiers-rate-3 = Bình thường
dossiers-rate-4 = Hài lòng
dossiers-rate-5 = Rất hài lòng
dossiers-rate-comment = Ý kiến của bạn
dossiers-rate-act = Gửi đánh giá
dossiers-rate-not = Để sau
dossiers-rated = Bạn đã đánh giá { $score } trên 5.
dossiers-rating-sent = Đã ghi đánh giá của bạn

# Tra cứu
dossiers-track = Tra cứu hồ sơ
dossiers-track-lead = Nhập mã và bốn chữ số cuối, không cần tài khoản.
dossiers-track-code = Mã hồ sơ hoặc mã nộp
dossiers-track-code-hint = Ví dụ: 000.00.11.H46-241125-0007 hoặc T-ABCDEFGH23
dossiers-track-code-missing = Nhập mã hồ sơ hoặc mã nộp, nhiều nhất 60 ký tự
dossiers-track-factor = Bốn chữ số cuối
dossiers-track-factor-hint = Của số định danh hoặc số điện thoại người nộp
dossiers-track-factor-wrong = Nhập đúng 4 chữ số cuối của số định danh hoặc số điện thoại
dossiers-track-act = Tra cứu
dossiers-track-another = Tra cứu hồ sơ khác
dossiers-track-not-found = Không tìm thấy hồ sơ với mã và bốn chữ số này. Kiểm tra lại cả hai.
dossiers-track-tries = Mỗi mã được thử 5 lần trong một giờ.
dossiers-track-reduced = Trang này không hiện thông tin cá nhân. Đăng nhập để xem đầy đủ.

# Tin báo trong tài khoản
dossiers-notice-new = Tin mới:
dossiers-notice-submitted = Chúng tôi đã nhận hồ sơ { $code }
dossiers-notice-accepted = Hồ sơ { $code } được tiếp nhận
dossiers-notice-refused = Hồ sơ { $code } không được tiếp nhận
dossiers-notice-supplement-asked = Hồ sơ { $code } cần bạn bổ sung
dossiers-notice-supplement-taken = Bộ phận Một cửa đã nhận bổ sung của hồ sơ { $code }
dossiers-notice-withdrawal-decided = Cơ quan đã trả lời yêu cầu rút hồ sơ { $code }
dossiers-notice-withdrawal-agreed = Cơ quan đồng ý cho bạn rút hồ sơ { $code }
dossiers-notice-withdrawal-declined = Cơ quan không đồng ý cho rút hồ sơ { $code }, hồ sơ được giải quyết tiếp
dossiers-notice-fee-asked = Hồ sơ { $code } cần bạn nộp tiền
dossiers-notice-fee-paid = Đã nhận tiền của hồ sơ { $code }
dossiers-notice-fee-excess = Hồ sơ { $code } có tiền nộp thừa, cơ quan sẽ hoàn cho bạn
dossiers-notice-stopped = Hồ sơ { $code } dừng xử lý
dossiers-notice-reappointed = Hồ sơ { $code } được hẹn lại ngày trả
dossiers-notice-decided = Hồ sơ { $code } đã có kết quả
dossiers-notice-returned = Đã trả kết quả hồ sơ { $code }

# Thư điện tử
dossiers-mail-submitted-subject = Đã nhận hồ sơ { $code }
dossiers-mail-submitted-body =
    Chào { $name },

    Chúng tôi đã nhận hồ sơ { $code }: { $procedure }.
    Cơ quan trả lời bạn trong 8 giờ làm việc. Đăng nhập cổng dịch vụ công để theo dõi.
dossiers-mail-accepted-subject = Hồ sơ { $code } được tiếp nhận
dossiers-mail-accepted-body =
    Chào { $name },

    Hồ sơ { $code }: { $procedure } được tiếp nhận.
    Ngày hẹn trả và giấy tiếp nhận có trong tài khoản của bạn.
dossiers-mail-refused-subject = Hồ sơ { $code } không được tiếp nhận
dossiers-mail-refused-body =
    Chào { $name },

    Hồ sơ { $code }: { $procedure } không được tiếp nhận.
    Lý do có trong tài khoản của bạn.
dossiers-mail-supplement-asked-subject = Hồ sơ { $code } cần bổ sung
dossiers-mail-supplement-asked-body =
    Chào { $name },

    Hồ sơ { $code }: { $procedure } cần bạn bổ sung.
    Đăng nhập để xem yêu cầu và gửi bổ sung. Thời gian chờ bạn không tính vào thời hạn.
dossiers-mail-supplement-taken-subject = Đã nhận bổ sung của hồ sơ { $code }
dossiers-mail-supplement-taken-body =
    Chào { $name },

    Bộ phận Một cửa đã nhận bổ sung của hồ sơ { $code }: { $procedure }.
    Thời hạn giải quyết chạy tiếp. Nếu không phải bạn hoặc người của bạn bổ sung, gọi cho cơ quan ngay.
dossiers-mail-withdrawal-decided-subject = Trả lời yêu cầu rút hồ sơ { $code }
dossiers-mail-withdrawal-decided-body =
    Chào { $name },

    Cơ quan đã trả lời yêu cầu rút hồ sơ { $code }: { $procedure }.
    Xem trả lời trong tài khoản của bạn.
dossiers-mail-fee-asked-subject = Hồ sơ { $code } cần nộp tiền
dossiers-mail-fee-asked-body =
    Chào { $name },

    Hồ sơ { $code }: { $procedure } cần bạn nộp tiền để được giải quyết tiếp.
    Đăng nhập để xem số tiền và nộp. Thời gian chờ bạn không tính vào thời hạn.
dossiers-mail-fee-changed-subject = Hồ sơ { $code } cần nộp tiền
dossiers-mail-fee-changed-body =
    Chào { $name },

    Phí, lệ phí của hồ sơ { $code }: { $procedure } được tính lại theo nội dung bổ sung.
    Đăng nhập để xem số tiền còn phải nộp và nộp.
dossiers-mail-paid-subject = Đã nhận tiền của hồ sơ { $code }
dossiers-mail-paid-body =
    Chào { $name },

    Chúng tôi đã nhận tiền của hồ sơ { $code }: { $procedure }.
    Bạn không phải làm gì thêm.
dossiers-mail-fee-excess-subject = Tiền nộp thừa của hồ sơ { $code }
dossiers-mail-fee-excess-body =
    Chào { $name },

    Chúng tôi đã nhận tiền ngoài khoản phải nộp của hồ sơ { $code }: { $procedure }.
    Cơ quan sẽ hoàn cho bạn. Đăng nhập để xem số tiền.
dossiers-mail-stopped-subject = Hồ sơ { $code } dừng xử lý
dossiers-mail-stopped-body =
    Chào { $name },

    Cơ quan dừng xử lý hồ sơ { $code }: { $procedure }.
    Lý do có trong tài khoản của bạn.
dossiers-mail-reappointed-subject = Xin lỗi và hẹn lại ngày trả hồ sơ { $code }
dossiers-mail-reappointed-body =
    Chào { $name },

    Cơ quan xin lỗi vì chưa giải quyết xong hồ sơ { $code }: { $procedure }.
    Ngày hẹn mới và lý do có trong tài khoản của bạn.
dossiers-mail-decided-subject = Hồ sơ { $code } đã có kết quả
dossiers-mail-decided-body =
    Chào { $name },

    Hồ sơ { $code }: { $procedure } đã xử lý xong.
    Đăng nhập để tải bản điện tử hoặc xem nơi nhận bản giấy.
dossiers-mail-returned-subject = Đã trả kết quả hồ sơ { $code }
dossiers-mail-returned-body =
    Chào { $name },

    Kết quả hồ sơ { $code }: { $procedure } đã được trả.
    Bạn có thể đánh giá việc giải quyết trong tài khoản.

# Lỗi
dossiers-error-code = Giá trị này không có trong danh mục
dossiers-error-name = Nhập họ, chữ đệm và tên bằng chữ, từ 2 ký tự
dossiers-error-address = Nhập địa chỉ từ 5 đến 300 ký tự
dossiers-error-not-of-account = Người nộp phải là chủ tài khoản bạn đang dùng. Nếu làm thay, ghi tên người đó ở bước "Nộp cho ai".
dossiers-error-tax-code = Nhập mã số thuế của tổ chức
dossiers-error-other-name = Nhập tên người hoặc tổ chức được nộp thay, từ 2 ký tự
dossiers-error-other-person = Viết lại tên người được nộp thay: tên người chỉ gồm chữ cái, dấu cách, dấu nháy, dấu chấm và gạch nối
dossiers-error-behalf = Chọn bạn nộp hồ sơ cho ai
dossiers-error-delivery = Chọn cách nhận kết quả
dossiers-error-area = Chọn nơi giải quyết
dossiers-error-draft-changed = Hồ sơ nháp đã được sửa ở nơi khác sau khi bạn mở trang này. Bản đã lưu vẫn còn nguyên. Trang này giữ những gì bạn vừa nhập: lưu lần nữa để dùng chúng, hoặc mở lại hồ sơ nháp để xem bản đã lưu.
dossiers-error-draft-outdated = Thủ tục này có quy định mới sau khi bạn lưu hồ sơ nháp. Mở lại hồ sơ nháp, xem giấy tờ và phí theo quy định mới, lưu rồi gửi.
dossiers-error-procedure-ended = Thủ tục này không còn áp dụng nên không gửi hồ sơ được nữa. Những gì bạn nhập vẫn còn trong hồ sơ nháp.
dossiers-error-paper-missing = Tải lên ít nhất một tệp cho giấy tờ này
dossiers-error-paper-missing-named = Tải lên ít nhất một tệp cho: { $paper }
dossiers-files-taken = Đã tải tệp lên
dossiers-error-paper-full = { $name }: giấy tờ này nhận nhiều nhất { $most } tệp. Xóa một tệp rồi tải lại.
dossiers-error-no-file = Chọn tệp trước khi bấm "Tải lên"
dossiers-error-too-many-files = Hồ sơ có nhiều nhất { $most } tệp. Gộp các trang vào một tệp PDF.
dossiers-error-too-many-drafts = Bạn có quá nhiều hồ sơ nháp. Gửi hoặc xóa bớt rồi bắt đầu hồ sơ mới.
dossiers-error-not-online = Thủ tục này chưa nhận hồ sơ trực tuyến. Bạn nộp tại Bộ phận Một cửa hoặc qua bưu điện.
dossiers-error-citizens-only = Nộp hồ sơ trực tuyến cần tài khoản công dân hoặc doanh nghiệp. Tài khoản cán bộ nhận hồ sơ giấy ở trang tiếp nhận.
dossiers-error-remark = Viết nhiều nhất 2.000 ký tự, bạn viết { $found }
dossiers-error-hidden = Viết lại từ bàn phím: trong đoạn này có ký tự ẩn
dossiers-error-reason = Viết từ 5 đến 2.000 ký tự, bạn viết { $found }
dossiers-error-amount = Số tiền từ 1.000 đ đến 100 tỷ đồng
dossiers-error-channel = Hồ sơ giấy đến tại quầy hoặc qua bưu điện
dossiers-error-days = Số ngày từ 1 đến { $most }
dossiers-error-new-date-far = Chọn ngày hẹn mới không muộn hơn { $most } ngày làm việc kể từ hạn cũ, hoặc từ hôm nay nếu đã quá hạn
dossiers-error-day = Ghi một ngày theo dạng 2024-12-27
dossiers-error-span = Chọn ngày cuối không trước ngày đầu
dossiers-error-has-it = Công chức này đang giữ việc rồi
dossiers-error-opinion-asked = Đơn vị này đang được hỏi và chưa trả lời
dossiers-error-unknown-answer = Tờ khai không hỏi mục này, xem lại tên mục
dossiers-error-answer-long = Câu trả lời này quá dài, rút còn nhiều nhất 10.000 ký tự
dossiers-error-draft-taken = Mã này đã thuộc về một hồ sơ. Gửi lại yêu cầu để nhận hồ sơ bạn đã nộp, hoặc dùng Idempotency-Key mới.
dossiers-error-idempotency = Idempotency-Key phải là một UUID
dossiers-error-idempotency-other = Idempotency-Key này đã dùng cho một thủ tục khác, hãy dùng khóa mới
dossiers-error-new-date = Ngày hẹn mới phải là ngày làm việc, sau hôm nay và sau hạn cũ
dossiers-error-officer = Chọn người đang làm ở bước này trong đơn vị
dossiers-error-opinion-unit = Chọn một đơn vị khác với đơn vị đang xử lý
dossiers-error-verdict = Chọn đồng ý, không đồng ý hoặc ý kiến khác
dossiers-error-score = Chọn mức hài lòng từ 1 đến 5
dossiers-error-rated = Bạn đã đánh giá hồ sơ này
dossiers-error-rate-later = Bạn đánh giá được sau khi hồ sơ xử lý xong
dossiers-error-state = Trạng thái hiện tại của hồ sơ không cho phép việc này. Tải lại trang để xem trạng thái mới.
dossiers-error-not-at-this-step = Bước hiện tại của hồ sơ không có việc này. Tải lại trang để xem bước mới.
dossiers-error-no-open-step = Hồ sơ không còn bước nào đang mở
dossiers-error-paused = Hồ sơ đang dừng chờ người nộp, chưa làm được việc này
dossiers-error-opinion-missing = Còn ý kiến bắt buộc chưa được trả lời
dossiers-error-result-missing = Tải lên tệp kết quả trước khi ký
dossiers-error-result-unknown = Tệp này không phải là kết quả đang chờ quyết định của hồ sơ
dossiers-error-papers-missing = Còn thiếu giấy tờ bắt buộc. Bổ sung, hoặc ghi lý do ngoại lệ.
dossiers-error-unpaid = Hồ sơ còn khoản chưa nộp
dossiers-error-already-paid = Các khoản của hồ sơ đã nộp đủ
dossiers-error-nothing-due = Hồ sơ không có khoản nào chờ nộp
dossiers-error-which-payment = Chọn khoản đã thu
dossiers-error-which-refund = Chọn khoản cần hoàn hoặc đã hoàn
dossiers-error-override-right = Quyết định ngoại lệ cần người có quyền
dossiers-error-duties = Bạn đã tiếp nhận hoặc chuyển hồ sơ này nên không tự phê duyệt. Người khác có quyền phê duyệt trong đơn vị quyết định hồ sơ này.
dossiers-error-duties-alone = Bạn đã tự chuẩn bị hồ sơ này. Ghi lý do bạn tự quyết định, lý do vào nhật ký và được kiểm tra sau.
dossiers-error-second-supplement = Yêu cầu bổ sung lần hai là việc của lãnh đạo hoặc người phê duyệt: họ ghi lý do, và hồ sơ bị tính là trễ. Bạn ghi đề nghị ở “Đề nghị lãnh đạo”.
dossiers-error-no-leader-needed = Chưa yêu cầu bổ sung lần nào: bạn tự yêu cầu được, không cần lãnh đạo
dossiers-error-no-supplement-asked = Hồ sơ này không chờ bổ sung
dossiers-error-supplement-empty = Tải lên ít nhất một tệp hoặc sửa một câu trả lời trước khi gửi
dossiers-error-file-fixed = Tệp này đã là một phần của hồ sơ nên không xóa được
dossiers-error-posting = Nhập số bưu gửi: kết quả này được trả qua bưu chính
dossiers-error-no-withdrawal-asked = Không có yêu cầu rút hồ sơ nào đang chờ trả lời
dossiers-error-withdraw-by-account = Hồ sơ này nộp bằng tài khoản. Người nộp tự yêu cầu rút trong tài khoản của mình
dossiers-error-reappointed = Hồ sơ đã được hẹn lại một lần, không hẹn thêm được

# Mẫu in 01 đến 03. Lời văn bên trong là [SAMPLE].
dossiers-form-temporary = Bản in tạm, chưa ký số
dossiers-form-unsigned = Chưa ký số
dossiers-form-how-to-print = Dùng lệnh In của trình duyệt để in trang này.
dossiers-form-no = Số: { $code }
dossiers-form-state = Cộng hòa xã hội chủ nghĩa Việt Nam
dossiers-form-motto = Độc lập - Tự do - Hạnh phúc
dossiers-form-place = { $place }, ngày { $day } tháng { $month } năm { $year }
dossiers-form-number = Mẫu số { $number }
dossiers-form-of = Hồ sơ của
dossiers-form-for = { $name }, nộp thay { $other }
dossiers-form-content = Nội dung yêu cầu giải quyết
dossiers-form-papers = Giấy tờ đã nộp:
dossiers-form-no-papers = Không có giấy tờ kèm theo.
dossiers-form-limit = Thời hạn giải quyết
dossiers-form-received = Nhận hồ sơ lúc
dossiers-form-due = Hẹn trả kết quả
dossiers-form-delivery = Nhận kết quả
dossiers-form-02-lead = Để có căn cứ giải quyết, cơ quan yêu cầu bổ sung, hoàn thiện:
dossiers-form-02-how = Nộp bổ sung một lần trong tài khoản trên cổng dịch vụ công hoặc tại Bộ phận Một cửa. Thời gian chờ bổ sung không tính vào thời hạn giải quyết.
dossiers-form-03-lead = Cơ quan không tiếp nhận giải quyết hồ sơ này vì lý do sau:
dossiers-form-03-how = Khi đã khắc phục lý do trên, người nộp có thể nộp hồ sơ mới.
dossiers-form-applicant = Người nộp hồ sơ
dossiers-form-officer = Người tiếp nhận hồ sơ
dossiers-form-sign = (Ký, ghi rõ họ tên)
dossiers-form-qr = Mã QR dẫn đến trang tra cứu hồ sơ
dossiers-form-follow = Quét mã hoặc mở địa chỉ dưới đây để tra cứu hồ sơ:
dossiers-form-basis = Mẫu số { $number } theo { $basis }.
dossiers-form-sampled = [SAMPLE] Lời văn bên trong mẫu do dự án soạn.
dossiers-form-rate = Bạn có thể đánh giá việc giải quyết trong tài khoản hoặc tại quầy.

dossiers-unit-now = { $unit } (nay là { $heir })

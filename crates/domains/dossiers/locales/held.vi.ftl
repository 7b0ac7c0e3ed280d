# What the province holds already is not asked again (fact 2.29).

dossiers-held-title = Tỉnh đã có giấy tờ này
dossiers-held-lead = Bạn dùng lại được, không phải nộp lần nữa.
dossiers-held-use = Dùng giấy tờ đã có
dossiers-held-source-result = Kết quả { $code }, { $unit } cấp ngày { $day }
dossiers-held-source-paper = Đã nộp trong hồ sơ { $code } tại { $unit } ngày { $day }
dossiers-held-from = Lấy từ { $code }, { $unit }, { $day }
dossiers-held-drafted = Danh mục loại giấy tờ để đối chiếu là bản mẫu [SAMPLE]
dossiers-held-taken = Đã dùng giấy tờ đã có
dossiers-error-held-gone = Giấy tờ này không còn dùng được hoặc đã có trong hồ sơ. Bạn chọn giấy tờ khác hoặc tải tệp lên.
dossiers-error-held-asked = Tỉnh đã có giấy tờ mà bạn yêu cầu. Bạn lấy giấy tờ đó vào hồ sơ, hoặc ghi lý do vẫn phải yêu cầu nộp.
dossiers-act-ask-held = Lý do vẫn yêu cầu giấy tờ tỉnh đã có

dossiers-desk-held = Đã có trong kho
dossiers-desk-held-warning = Tỉnh đã có giấy tờ còn thiếu. Bạn xem và lấy vào hồ sơ ở mục Giấy tờ, không yêu cầu người nộp nộp lại.
dossiers-desk-held-go = Mở mục Giấy tờ
dossiers-desk-held-take = Lấy vào hồ sơ
dossiers-desk-held-void = kết quả này đã bị hủy
dossiers-desk-held-taken = Lấy giấy tờ đã có trong kho
dossiers-desk-held-removed = Bỏ giấy tờ lấy từ kho
dossiers-desk-source-held = Đã có trong kho
dossiers-desk-look-held = Mở giấy tờ đã có trong kho
dossiers-desk-field-ask-supplement-held_reason = Lý do vẫn yêu cầu giấy tờ tỉnh đã có
dossiers-desk-field-ask-supplement-held_reason-hint = Chỉ ghi khi giấy tờ trong kho không dùng được cho hồ sơ này. Lý do vào nhật ký hồ sơ.
dossiers-done-take-held = Đã lấy giấy tờ vào hồ sơ.

//! The forms of data/forms with their samples, and every sentence at its field.

use jiff::civil::{Date, date};
use kernel::FieldError;
use serde_json::{Value, json};
use web::{Locale, Values, Words};

use super::{Answers, FormSpec, Lists, PageView, Widget};
use crate::data::{Data, sample_answers};

const TODAY: Date = date(2024, 12, 10);

fn forms() -> Vec<(String, FormSpec)> {
    let data = Data::embedded().unwrap();
    data.forms.iter().map(|(name, schema)| (name.clone(), FormSpec::parse(schema, &data.lists).unwrap())).collect()
}

fn form(name: &str) -> FormSpec {
    let data = Data::embedded().unwrap();
    FormSpec::parse(&data.forms[name], &data.lists).unwrap()
}

fn sample(name: &str) -> Answers {
    sample_answers().unwrap()[name].as_object().cloned().unwrap()
}

fn words() -> Words {
    let (vi, en) = (include_str!("../../locales/vi.ftl"), include_str!("../../locales/en.ftl"));
    Words::new(&[(Locale::Vi, vi), (Locale::En, en)]).unwrap()
}

fn keys(errors: &[FieldError]) -> Vec<(String, String)> {
    errors.iter().map(|error| (error.field.to_string(), error.message.key.to_string())).collect()
}

fn posted(pairs: &[(&str, &str)]) -> Values {
    Values::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

#[test]
fn every_form_takes_its_own_sample() {
    let samples = sample_answers().unwrap();
    assert_eq!(forms().len(), samples.len());
    for (name, form) in forms() {
        let answers = sample(&name);
        let errors = form.check_all(&answers, TODAY);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert_eq!(form.prune(&answers), answers, "{name}");
        assert!(!form.subject_line(&answers, Locale::Vi).is_empty(), "{name}");
    }
}

#[test]
fn a_sample_survives_the_way_through_its_pages() {
    let mut trips = 0;
    for (name, form) in forms() {
        let answers = sample(&name);
        for locale in Locale::ALL {
            let mut again = Answers::new();
            for page in form.visible_pages(&answers) {
                let view = form.page_view(&page.code, &answers, &[], locale);
                let typed = typed(&view);
                let typed: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
                again.extend(form.parse_posted(&page.code, &posted(&typed)));
                assert!(form.check_page(&page.code, &again, TODAY).is_empty(), "{name} {}", page.code);
                trips += 1;
            }
            assert_eq!(form.prune(&again), answers, "{name}");
        }
    }
    assert!(trips > 60, "{trips}");
}

/// What a browser would post of a page that nobody touched.
fn typed(view: &PageView) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for field in &view.fields {
        match field.widget {
            "date" => {
                for (end, value) in [("d", &field.day), ("m", &field.month), ("y", &field.year)] {
                    pairs.push((format!("{}-{end}", field.name), value.clone()));
                }
            }
            "checkbox" if field.is_checked => pairs.push((field.name.clone(), "true".to_owned())),
            "checkbox" => {}
            _ if !field.groups.is_empty() => {
                let chosen = field.groups.iter().flat_map(|group| &group.options).find(|option| option.is_chosen);
                pairs.extend(chosen.map(|option| (field.name.clone(), option.value.clone())));
            }
            _ => pairs.push((field.name.clone(), field.value.clone())),
        }
    }
    pairs
}

#[test]
fn a_wrong_answer_gives_one_sentence_at_its_field() {
    // (form, field, answer instead of the sample's, message)
    let table = [
        ("birth", "child_name", Value::Null, "procedures-form-required"),
        ("birth", "child_name", json!("A"), "procedures-form-short"),
        ("birth", "child_name", json!("a".repeat(121)), "procedures-form-long"),
        ("birth", "child_sex", Value::Null, "procedures-form-choose"),
        ("birth", "child_sex", json!("other"), "procedures-form-choose"),
        ("birth", "child_birth_date", Value::Null, "procedures-form-required"),
        ("birth", "child_birth_date", json!("2024-02-31"), "procedures-form-date"),
        ("birth", "child_birth_date", json!("2024-11-"), "procedures-form-date-part"),
        ("birth", "child_birth_date", json!("hôm qua"), "procedures-form-date-part"),
        ("birth", "child_birth_date", json!("24-11-27"), "procedures-form-date-year"),
        ("birth", "child_birth_date", json!("2024-12-11"), "procedures-form-not-after"),
        ("birth", "child_ethnicity", json!("55"), "procedures-form-choose"),
        ("birth", "mother_identity", json!("04419500001"), "procedures-form-identity-length"),
        ("birth", "mother_identity", json!("044195000O11"), "procedures-form-identity-digits"),
        ("birth", "mother_identity", json!("999195000011"), "procedures-form-identity-province"),
        ("birth", "mother_identity", json!("044995000011"), "procedures-form-identity-century"),
        ("birth", "mother_identity", json!("194012345"), "procedures-form-identity-length"),
        ("birth", "father_identity", json!("044195000011"), "procedures-form-same"),
        ("birth", "father_birth_date", json!("2024-11-28"), "procedures-form-day-before"),
        ("birth", "mother_name", json!("Trần Thị 2"), "procedures-form-person-name"),
        ("birth", "father_name", json!("Nguyễn @ Mẫu"), "procedures-form-person-name"),
        ("death", "death_date", json!("1938-01-04"), "procedures-form-day-no-earlier"),
        ("marital-status", "period_to", json!("2016-05-29"), "procedures-form-day-no-earlier"),
        ("birth", "copies", json!(0), "procedures-form-min"),
        ("birth", "copies", json!(21), "procedures-form-max"),
        ("birth", "copies", json!(1.5), "procedures-form-whole"),
        ("birth", "copies", json!("hai"), "procedures-form-number"),
        ("birth", "child_name", json!("Nguyễn\u{202e}Mẫu"), "procedures-form-hidden"),
        ("birth", "child_name", json!("Nguyễn\u{0}Mẫu"), "procedures-form-hidden"),
        ("building-permit", "site_commune", json!("00000"), "procedures-form-choose"),
        ("building-permit", "site_commune", Value::Null, "procedures-form-choose"),
        ("building-permit", "parcel_area", json!(0), "procedures-form-above"),
        ("building-permit", "cost_estimate", json!("nhiều"), "procedures-form-number"),
        ("marriage", "pledge", Value::Null, "procedures-form-agree"),
        ("marriage", "pledge", json!(false), "procedures-form-agree"),
        ("death", "death_time", json!("25:00"), "procedures-form-pattern"),
        ("household-business", "main_line_code", json!("47"), "procedures-form-pattern"),
        ("household-business", "business_phone", json!("0123"), "procedures-form-phone-group"),
        ("household-business", "business_phone", json!("09000000511"), "procedures-form-phone-length"),
        ("household-business", "business_phone", json!("02323822222"), "procedures-form-phone-mobile"),
        ("household-business", "business_email", json!("taphoa"), "procedures-form-email"),
        ("generic", "request_summary", Value::Null, "procedures-form-required"),
    ];
    let words = words();
    for (name, field, answer, want) in table {
        let form = form(name);
        let mut answers = sample(name);
        answers.insert(field.to_owned(), answer.clone());
        let errors = form.check_all(&answers, TODAY);
        assert_eq!(keys(&errors), [(field.to_owned(), want.to_owned())], "{name} {field} {answer}");
        let page = form.pages.iter().find(|page| page.fields.iter().any(|known| known == field)).unwrap();
        assert_eq!(form.check_page(&page.code, &answers, TODAY), errors);
        for other in form.pages.iter().filter(|other| other.code != page.code) {
            assert!(form.check_page(&other.code, &answers, TODAY).is_empty(), "{name} {field}");
        }
        for locale in Locale::ALL {
            let sentence = words.say(locale, &errors[0].message);
            assert!(!sentence.contains('{') && !sentence.contains('⟦'), "{sentence}");
        }
    }
}

#[test]
fn a_whole_number_is_one_number_however_it_is_written() {
    let form = form("birth");
    for (typed, want) in [(json!(2.0), json!(2)), (json!(2), json!(2)), (json!(2.5), json!(2.5))] {
        let mut answers = sample("birth");
        answers.insert("copies".to_owned(), typed);
        assert_eq!(form.prune(&answers).get("copies"), Some(&want));
    }
}

#[test]
fn tax_codes_are_checked() {
    let form = form("building-permit");
    let mut answers = sample("building-permit");
    answers.insert("investor_kind".into(), json!("organisation"));
    for (code, want) in [
        (Value::Null, "procedures-form-required"),
        (json!("01009999"), "procedures-form-tax-length"),
        (json!("0100999994"), "procedures-form-tax-check"),
        (json!("044080000061"), "procedures-form-tax-length"),
    ] {
        answers.insert("investor_tax_code".into(), code.clone());
        let errors = keys(&form.check_all(&answers, TODAY));
        assert_eq!(errors, [("investor_tax_code".to_owned(), want.to_owned())], "{code}");
    }
    answers.insert("investor_tax_code".into(), json!("0100999995"));
    assert!(form.check_all(&answers, TODAY).is_empty());
    assert!(!form.prune(&answers).contains_key("investor_identity"));
}

#[test]
fn sentences_say_the_limit_and_what_was_found() {
    let words = words();
    let said = |name: &str, field: &str, answer: Value, locale: Locale| {
        let mut answers = sample(name);
        answers.insert(field.to_owned(), answer);
        let errors = form(name).check_all(&answers, TODAY);
        words.say(locale, &errors[0].message)
    };
    let table = [
        ("birth", "child_name", Value::Null, "Điền họ, chữ đệm và tên của trẻ", "Enter the full name of the child"),
        ("birth", "child_sex", Value::Null, "Chọn giới tính", "Choose the sex"),
        (
            "birth",
            "child_birth_date",
            json!("2025-01-02"),
            "Sửa ngày sinh của trẻ: phải trước hoặc đúng hôm nay, 10/12/2024, bạn đã ghi 02/01/2025",
            "Correct the date of birth of the child: it must be today, 10 Dec 2024, or earlier, you entered 2 Jan 2025",
        ),
        (
            "birth",
            "mother_birth_date",
            json!("2024-11-27"),
            "Sửa ngày sinh người mẹ: phải trước ngày sinh của trẻ, 27/11/2024, bạn đã ghi 27/11/2024",
            "Correct the date of birth of the mother: it must be before the date of birth of the child, 27 Nov 2024, \
             you entered 27 Nov 2024",
        ),
        (
            "marriage",
            "groom_identity",
            json!("044199000021"),
            "Xem lại số định danh cá nhân bên nam: đang giống số định danh cá nhân bên nữ, mà mỗi người có một số \
             riêng",
            "Check the personal number of the groom: it is the same as the personal number of the bride, and each \
             person has their own number",
        ),
        (
            "birth",
            "copies",
            json!(21),
            "Ghi số bản sao không quá 20, bạn đã ghi 21",
            "Enter at most 20 for the number of copies, you entered 21",
        ),
        (
            "generic",
            "request_summary",
            json!("xin"),
            "Viết câu trả lời cho “Bạn đề nghị việc gì?” dài ít nhất 5 ký tự, bạn mới viết 3",
            "Write the answer to “What do you ask for?” with at least 5 characters, you wrote 3",
        ),
    ];
    for (name, field, answer, vi, en) in table {
        assert_eq!(said(name, field, answer.clone(), Locale::Vi), vi);
        assert_eq!(said(name, field, answer, Locale::En), en);
    }
}

#[test]
fn the_name_of_whom_a_dossier_is_for_is_asked_once() {
    for (name, behalf, want) in [
        ("birth", "child", Some("child_name")),
        ("birth", "other", None),
        ("marital-status", "other", Some("person_name")),
        ("marital-status", "self", None),
        ("generic", "child", None),
    ] {
        let form = form(name);
        assert_eq!(form.name_asked_again(behalf).map(|field| field.name.as_str()), want, "{name} {behalf}");
    }
}

#[test]
fn hidden_answers_and_pages_do_not_count() {
    let form = form("birth");
    let mut answers = sample("birth");
    answers.insert("father_declared".into(), json!("no"));
    answers.insert("father_identity".into(), json!("nonsense"));
    answers.insert("unknown".into(), json!("x"));
    answers.insert("birth_proof".into(), json!("witness"));
    let pruned = form.prune(&answers);
    for gone in ["father_name", "father_identity", "unknown", "birth_proof"] {
        assert!(!pruned.contains_key(gone), "{gone}");
    }
    assert!(pruned.contains_key("birth_facility"));
    assert!(form.check_all(&answers, TODAY).is_empty());
    let pages: Vec<&str> = form.visible_pages(&answers).iter().map(|page| page.code.as_str()).collect();
    assert_eq!(pages, ["request", "child", "birth_place", "mother", "copies"]);
    let summary = form.summary_view(&answers, Locale::Vi);
    assert!(summary.iter().all(|section| section.page != "father"));
    assert!(form.check_page("father", &answers, TODAY).is_empty());
    assert!(form.check_page("nowhere", &answers, TODAY).is_empty());
}

#[test]
fn a_posted_page_becomes_typed_answers() {
    let form = form("building-permit");
    let answers = form.parse_posted(
        "work",
        &posted(&[
            ("work_kind", "house"),
            ("cost_estimate", "1.500.000.000 đ"),
            ("build_months", " 8 "),
            ("work_grade", ""),
        ]),
    );
    let want = json!({
        "work_kind": "house", "work_function": null, "work_grade": null, "cost_estimate": 1_500_000_000, "build_months": 8
    });
    assert_eq!(Value::Object(answers), want);
    let site = form.parse_posted("site", &posted(&[("parcel_area", "120,5"), ("map_sheet", "  17  A ")]));
    assert_eq!(site["parcel_area"], json!(120.5));
    assert_eq!(site["map_sheet"], json!("17 A"));
    assert!(form.parse_posted("nowhere", &posted(&[("work_kind", "house")])).is_empty());
}

#[test]
fn what_cannot_be_read_is_shown_as_it_was_typed() {
    let form = form("birth");
    let typed = [("child_birth_date-d", "31"), ("child_birth_date-m", "2"), ("child_birth_date-y", "2024")];
    let answers = form.parse_posted("child", &posted(&typed));
    let view = form.page_view("child", &answers, &[], Locale::Vi);
    let field = view.fields.iter().find(|field| field.name == "child_birth_date").unwrap();
    assert_eq!((field.day.as_str(), field.month.as_str(), field.year.as_str()), ("31", "02", "2024"));
    let copies = form.parse_posted("copies", &posted(&[("copies_wanted", "yes"), ("copies", "hai bản")]));
    let view = form.page_view("copies", &copies, &[], Locale::Vi);
    assert!(view.fields.iter().any(|field| field.name == "copies" && field.value == "hai bản"));
}

#[test]
fn fields_that_depend_on_a_field_beside_them_are_always_there() {
    let form = form("birth");
    let names = |page: &str, answers: &Answers| -> Vec<String> {
        form.page_view(page, answers, &[], Locale::Vi).fields.into_iter().map(|field| field.name).collect()
    };
    let nothing = Answers::new();
    assert_eq!(names("birth_place", &nothing), ["birth_place_kind", "birth_facility", "birth_address", "birth_proof"]);
    assert!(names("father", &nothing).is_empty());
    assert_eq!(names("father", &sample("birth")).len(), 5);
    let view = form.page_view("birth_place", &nothing, &[], Locale::Vi);
    let facility = view.fields.iter().find(|field| field.name == "birth_facility").unwrap();
    assert_eq!(facility.when_question, "Trẻ sinh ở đâu?");
    assert_eq!(facility.when_answer, "Bệnh viện, trạm y tế");
    let criminal = self::form("criminal-record");
    let defaults = criminal.page_view("identity", &nothing, &[], Locale::Vi);
    assert!(defaults.fields.iter().any(|field| field.name == "nationality" && field.value == "Việt Nam"));
}

#[test]
fn one_long_form_shows_every_question_that_a_check_may_demand() {
    for (name, form) in forms() {
        let answers = sample(&name);
        let shown = |answers: &Answers| -> Vec<String> {
            let pages = form.whole_view(answers, &[], Locale::Vi);
            pages.into_iter().flat_map(|page| page.fields).map(|field| field.name).collect()
        };
        let (fresh, filled) = (shown(&Answers::new()), shown(&answers));
        assert_eq!(fresh, filled, "{name}: an answer brings up a question that the form did not show");
        let mut demanded = 0;
        for asked in answers.keys() {
            assert!(fresh.contains(asked), "{name}: {asked}");
            let mut without = answers.clone();
            without.remove(asked);
            for error in form.check_all(&without, TODAY) {
                demanded += 1;
                assert!(fresh.iter().any(|known| *known == error.field), "{name}: {}", error.field);
            }
        }
        assert!(demanded > 0, "{name}: nothing is required");
        for dependent in form.fields.iter().filter(|field| field.when.is_some()) {
            let pages = form.whole_view(&Answers::new(), &[], Locale::Vi);
            let view = pages.iter().flat_map(|page| &page.fields).find(|view| view.name == dependent.name);
            assert!(view.is_some_and(|view| !view.when_question.is_empty()), "{name}: {}", dependent.name);
        }
    }
}

#[test]
fn the_summary_speaks_in_words() {
    let form = form("building-permit");
    let sections = form.summary_view(&sample("building-permit"), Locale::Vi);
    let value = |name: &str| {
        let row = sections.iter().flat_map(|section| &section.rows).find(|row| row.field == name);
        row.map(|row| row.value.clone()).unwrap_or_default()
    };
    assert_eq!(value("investor_kind"), "Cá nhân, hộ gia đình");
    assert_eq!(value("site_commune"), "Phường Đồng Phú, Thành phố Đồng Hới");
    assert_eq!(value("parcel_area"), "120,5\u{a0}m²");
    assert_eq!(value("cost_estimate"), "1.500.000.000\u{a0}đ");
    assert_eq!(value("investor_tax_code"), "");
    let birth = self::form("birth");
    let mut answers = sample("birth");
    answers.remove("child_ethnicity");
    let sections = birth.summary_view(&answers, Locale::En);
    let rows: Vec<(&str, &str)> =
        sections.iter().flat_map(|section| &section.rows).map(|row| (row.field.as_str(), row.value.as_str())).collect();
    assert!(rows.contains(&("child_birth_date", "27 Nov 2024")));
    assert!(rows.contains(&("child_ethnicity", "–")));
    assert_eq!(birth.subject_line(&sample("birth"), Locale::Vi), "Nguyễn Thị Bé Mẫu, 27/11/2024");
}

#[test]
fn required_fields_are_those_that_must_be_answered_when_asked() {
    let birth = form("birth");
    for (name, want) in [("child_name", true), ("mother_name", true), ("copies", true)] {
        assert_eq!(birth.field(name).unwrap().required, want, "{name}");
    }
    let residence = form("temporary-residence");
    assert!(residence.field("owner_name").unwrap().required);
    assert!(!residence.field("owner_phone").unwrap().required);
    let communes = form("building-permit");
    let field = communes.field("site_commune").unwrap();
    assert_eq!((field.widget, field.options.len()), (Widget::Commune, 145));
}

#[test]
fn broken_forms_are_refused() {
    let data = Data::embedded().unwrap();
    let good = data.forms["generic"].clone();
    let broken = |change: fn(&mut Value)| {
        let mut schema = good.clone();
        change(&mut schema);
        FormSpec::parse(&schema, &Lists::default())
    };
    assert!(broken(|_| {}).is_ok());
    let changes: [fn(&mut Value); 5] = [
        |schema| schema["x-pages"][0]["fields"] = json!(["request_summary"]),
        |schema| schema["x-pages"][0]["fields"] = json!(["request_summary", "request_summary"]),
        |schema| schema["properties"]["related_paper"]["x-when"] = json!({"field": "nothing", "equals": "x"}),
        |schema| schema["properties"]["related_paper"]["x-widget"] = json!("select"),
        |schema| schema["properties"]["related_paper"]["maxLength"] = json!(-1),
    ];
    for change in changes {
        assert!(broken(change).is_err());
    }
}

#[test]
fn both_languages_have_the_same_messages() {
    let ids = |text: &'static str| -> Vec<&str> { web::message_ids(text).collect() };
    assert_eq!(ids(include_str!("../../locales/vi.ftl")), ids(include_str!("../../locales/en.ftl")));
}

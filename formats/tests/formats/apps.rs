//! One small file an app, written as the app writes: what is read of it.

use vitrine_formats::plan::State;
use vitrine_formats::{BadReason, DayOrder, DecimalMark, Format, Options, Parsed, Question, Row, Warning};
use vitrine_ledger::{Currency, LocationKind, Money};

use crate::{Records, read, states};

fn one(format: Format, text: &str) -> Row {
    let parsed = read(text);
    assert_eq!((parsed.format, parsed.bad.len(), parsed.rows.len()), (format, 0, 1), "{:?}", parsed.bad);
    parsed.rows.into_iter().next().unwrap()
}

/// Set, number, name, finish, language, condition, copies.
fn told(row: &Row) -> (&str, &str, &str, &str, &str, String, i64) {
    let (entry, card) = (&row.entry, &row.entry.card);
    let condition = entry.condition.as_ref().map(|c| format!("{} {}", c.scale, c.code)).unwrap_or_default();
    (&card.set, &card.number, &card.name, &entry.finish, &entry.language, condition, row.quantity)
}

fn usd(minor: i64) -> Option<Money> {
    Some(Money::new(minor, Currency::USD))
}

fn date(text: &str) -> Option<vitrine_ledger::Date> {
    text.parse().ok()
}

#[test]
fn collectr() {
    const HEAD: &str = "Portfolio Name,Category,Set,Product Name,Card Number,Rarity,Variance,Grade,Card Condition,Average Cost Paid,Quantity,Market Price (As of 2026-03-15),Price Override,Watchlist,Date Added,Notes";
    let row = one(
        Format::Collectr,
        &format!(
            "{HEAD}\nMain,Pokemon,Base Set,Growlithe,28,Uncommon,1st Edition,PSA 10.0 GEM - MT,Near Mint,12.5000,1,114.09,0,false,2026-03-15,mine"
        ),
    );
    assert_eq!(told(&row), ("", "28", "Growlithe", "1st Edition", "", String::from("tcg NM"), 1));
    assert_eq!((row.entry.card.game.as_str(), row.portfolio.as_deref()), ("pokemon", Some("Main")));
    assert_eq!((row.cost, row.acquired), (usd(1_250), date("2026-03-15")));
    let grade = row.entry.grade.as_ref().unwrap();
    assert_eq!((grade.company.as_str(), grade.value.as_str()), ("PSA", "10"));
    assert_eq!(row.entry.extra["Market Price (As of 2026-03-15)"], "114.09");

    let parsed =
        read(&format!("{HEAD}\nMain,Pokemon,Base,Mew,8,Rare,Normal,Ungraded,Near Mint,0.0000,1,1,0,TRUE,3/4/2026,\n"));
    let wish = &parsed.rows[0];
    assert!(wish.wanted && wish.cost.is_none() && wish.entry.grade.is_none());
    assert_eq!(wish.acquired, date("2026-03-04"), "Collectr writes the month first");
    let mut shelf = Records::default();
    let plan =
        shelf.import(&format!("{HEAD}\nMain,Pokemon,Base,Mew,8,Rare,Normal,Ungraded,Near Mint,0,1,1,0,TRUE,,\n"));
    assert_eq!(states(&plan), [State::New]);
    assert_eq!(shelf.copies(), 0, "a wish is not owned");
    assert_eq!(shelf.0.values().filter(|record| record.as_wish().is_some()).count(), 1);
}

#[test]
fn deckbox_in_both_forms() {
    let row = one(
        Format::Deckbox,
        "Count,Tradelist Count,Name,Edition,Edition Code,Card Number,Condition,Language,Foil,Signed,Artist Proof,Altered Art,Misprint,Promo,Textless,Printing Id,Printing Note,Tags,My Price\n2,1,Opt,Invasion,inv,64,Good (Lightly Played),Japanese,foil,signed,,,,,,79156,,\"red, swaps\",$3.50\n",
    );
    assert_eq!(told(&row), ("inv", "64", "Opt", "Foil", "ja", String::from("tcg LP"), 2));
    assert_eq!((row.cost, row.entry.for_trade), (usd(350), 1));
    assert_eq!(row.entry.flags.iter().collect::<Vec<_>>(), ["signed"]);
    assert_eq!(row.entry.tags.iter().collect::<Vec<_>>(), ["red", "swaps"]);
    let old = one(
        Format::Deckbox,
        "Count,Tradelist Count,Name,Edition,Card Number,Condition,Language,Foil,Signed,Artist Proof,Altered Art,Misprint,Promo,Textless,My Price\n1,0,Opt,Invasion,64,,English,,,,,,,,$0.00\n",
    );
    assert_eq!((old.entry.condition.as_ref(), old.cost, old.entry.card.set_name.as_str()), (None, None, "Invasion"));
}

const MOXFIELD: &str = "\"Count\",\"Tradelist Count\",\"Name\",\"Edition\",\"Condition\",\"Language\",\"Foil\",\"Tags\",\"Last Modified\",\"Collector Number\",\"Alter\",\"Proxy\",\"Purchase Price\"";

#[test]
fn moxfield() {
    let row = one(
        Format::Moxfield,
        &format!(
            "{MOXFIELD}\r\n\"1\",\"0\",\"Sneak\",\"clb\",\"Near Mint\",\"Chinese\",\"etched\",\"\",\"2025-06-27 06:59:41.710000\",\"54\",\"False\",\"True\",\"0.50\"\r\n"
        ),
    );
    assert_eq!(told(&row), ("clb", "54", "Sneak", "Etched", "zh-Hans", String::from("tcg NM"), 1));
    assert_eq!((row.cost, row.acquired), (usd(50), None), "when a row was changed is not when a card came");
    assert_eq!(row.entry.flags.iter().collect::<Vec<_>>(), ["proxy"]);
}

#[test]
fn moxfield_rows_that_are_wrong_are_refused_with_the_reason_and_blank_ones_are_nothing() {
    let row = |count: &str, foil: &str, language: &str| {
        format!(
            "\"{count}\",\"0\",\"Bolt\",\"m11\",\"Near Mint\",\"{language}\",\"{foil}\",\"\",\"\",\"149\",\"\",\"\",\"\"\n"
        )
    };
    let rows = [
        row("-3", "", "English"),
        row("0", "", "English"),
        row("abc", "", "English"),
        row("", "", "English"),
        row("1", "yes", "English"),
        row("1", "", "Klingon"),
        String::from(",,,,,,,,,,,,\n\n"),
    ];
    let parsed = read(&format!("{MOXFIELD}\n{}", rows.concat()));
    let bad: Vec<(u32, BadReason)> = parsed.bad.iter().map(|row| (row.line, row.reason.clone())).collect();
    assert_eq!(
        bad,
        [
            (2, BadReason::NegativeQuantity),
            (3, BadReason::ZeroQuantity),
            (4, BadReason::BadQuantity(String::from("abc"))),
            (5, BadReason::NoQuantity),
            (6, BadReason::UnknownFoil(String::from("yes"))),
        ]
    );
    // Report a6: a language nobody knows is kept and said.
    assert_eq!((parsed.rows.len(), parsed.rows[0].entry.language.as_str()), (1, "Klingon"));
    let told = Warning::UnknownWords { what: "language", words: vec![String::from("Klingon")] };
    assert!(parsed.warnings.contains(&told));
}

#[test]
fn manabox_with_binders_decks_and_lists() {
    const HEAD: &str = "Binder Name,Binder Type,Name,Set code,Set name,Collector number,Foil,Rarity,Quantity,ManaBox ID,Scryfall ID,Purchase price,Misprint,Altered,Condition,Language,Purchase price currency,Added";
    let tail = "MOM,March of the Machine,65,foil,mythic,1,80444,41c83142-b948-4ee5-a486-41306d2bb411,4.06,false,true,near_mint,zh_TW,EUR,2023-11-07T10:00:00.000Z";
    let text = format!("{HEAD}\nRed,binder,Jin,{tail}\nMain,deck,Jin,{tail}\nWants,list,Jin,{tail}\n");
    let parsed = read(&text);
    let [binder, deck, list] = &parsed.rows[..] else { panic!("three rows") };
    assert_eq!(told(binder), ("MOM", "65", "Jin", "Foil", "zh-Hant", String::from("cm NM"), 1));
    assert_eq!(binder.cost, Some(Money::new(406, Currency::EUR)));
    assert_eq!(
        (binder.acquired, &binder.place),
        (date("2023-11-07"), &Some((String::from("Red"), LocationKind::Binder)))
    );
    assert_eq!(deck.place, Some((String::from("Main"), LocationKind::Deck)));
    assert!(list.wanted && !deck.wanted);
    let mut shelf = Records::default();
    shelf.import(&text);
    assert_eq!(shelf.copies(), 2);
    let mut places: Vec<(&str, LocationKind)> = shelf
        .0
        .values()
        .filter_map(|record| record.as_location())
        .map(|stored| (stored.value.name.as_str(), stored.value.kind))
        .collect();
    places.sort_unstable();
    assert_eq!(places, [("Main", LocationKind::Deck), ("Red", LocationKind::Binder)]);
    assert_eq!(states(&shelf.import(&text)), [State::Same; 3]);
}

#[test]
fn dragon_shield_and_sorted() {
    let row = one(
        Format::Dragonshield,
        "\"sep=,\"\nFolder Name,Quantity,Trade Quantity,Card Name,Set Code,Set Name,Card Number,Condition,Printing,Language,Price Bought,Date Bought,LOW,MID,MARKET\nOther,2,1,Abandon,MID,Innistrad,127,NearMint,Double Rainbow Foil,German,0.25,3/4/2022,0.01,0.01,0.02\n",
    );
    assert_eq!(told(&row), ("MID", "127", "Abandon", "Double Rainbow Foil", "de", String::from("cm NM"), 2));
    assert_eq!((row.cost, row.acquired), (usd(25), date("2022-03-04")));
    let row = one(
        Format::Sorted,
        "List Type,List Name,Collection,Format,Board,Quantity,Card Name,Set Code,Set Name,Card Number,Condition,Printing,Rarity,Language,Price Bought,Date Bought,Parent List Type,Parent List Name,Current Price (tcgplayer_marketsellprice)\nbinder,Red,true,,,1,Abandon,MID,Innistrad,127,LightPlayed,Foil,Common,English,1.00,2022-01-29,,,0.10\n",
    );
    assert_eq!((row.place, row.acquired), (Some((String::from("Red"), LocationKind::Binder)), date("2022-01-29")));
}

#[test]
fn archidekt_topdecked_goldfish_helvault_ygoprodeck() {
    let row = one(
        Format::Archidekt,
        "Quantity,Name,Finish,Condition,Date Added,Language,Purchase Price,Tags,Edition Name,Edition Code,Multiverse Id,Scryfall ID,Collector Number\n1,Opt,Etched,D,2026-05-15,KR,,,Invasion,inv,0,abc,192\n",
    );
    assert_eq!(told(&row), ("inv", "192", "Opt", "Etched", "ko", String::from("tcg DMG"), 1));
    assert!(!row.entry.card.ids.contains_key("multiverse"), "0 is none");

    let row = one(
        Format::Topdecked,
        "QUANTITY,\"NAME\",SETCODE,\"SETNAME\",\"COLLECTOR NUMBER\",FINISH,PRICE,RARITY,ID,ACQUIRED DATE,ACQUIRED PRICE,LANG,PRICE SALE,SIGNING,ALTERATION,CONDITION,NOTES,TAGS\n1,\"Opt\",inv,\"Invasion\",64,nonfoil,€4.53,mythic,abc,Fri May 15 2026 16:43:29 GMT+0200 (Central European Summer Time),€12,en,,,false,near mint\n",
    );
    assert_eq!(told(&row), ("inv", "64", "Opt", "Normal", "en", String::from("tcg NM"), 1));
    assert_eq!((row.cost, row.acquired), (Some(Money::new(1_200, Currency::EUR)), date("2026-05-15")));

    let text = "Card,Set ID,Set Name,Quantity,Foil,Variation,Collector Number,Scryfall ID\nOpt,INV,Invasion,3,regular,\"\",64,\nOpt,INV,Invasion,1,foil,\"Borderless\",,\n";
    let parsed = read(text);
    assert_eq!((parsed.format, parsed.rows[0].entry.finish.as_str()), (Format::Goldfish, "Normal"));
    assert_eq!(parsed.rows[1].entry.extra["Variation"], "Borderless");

    let row = one(
        Format::Helvault,
        "collector_number,estimated_price,extras,language,name,oracle_id,quantity,rarity,scryfall_id,set_code,set_name\n64,1.00,foil,en,Opt,o,1,common,s,inv,Invasion\n",
    );
    assert_eq!(told(&row), ("inv", "64", "Opt", "Foil", "en", String::new(), 1));

    let row = one(
        Format::Ygoprodeck,
        "\u{feff}cardname,cardq,cardrarity,card_edition,cardset,cardcode,cardid,print_id\nDark Magician,2,Ultra Rare,1st Edition,Legend of Blue Eyes,LOB-005,46986414,1\n",
    );
    assert_eq!(told(&row), ("LOB", "LOB-005", "Dark Magician", "1st Edition", "", String::new(), 2));
}

#[test]
fn price_charting() {
    let row = one(
        Format::Pricecharting,
        "id,product-name,console-name,price-in-pennies,include-string,condition-string,sku,notes,cost-basis-in-pennies,quantity,date-entered,date-purchased,grading-company,grading-cert-id,folder\n4830318,Samurott [Reverse] #23,Pokemon Japanese Old Maid,1836,CGC 10,Normal wear,,,250,1,2026-03-19,2026-03-18,CGC,77,Box\n",
    );
    assert_eq!(told(&row), ("", "23", "Samurott", "Reverse Holofoil", "ja", String::new(), 1));
    assert_eq!((row.entry.card.game.as_str(), row.entry.card.set_name.as_str()), ("pokemon", "Old Maid"));
    assert_eq!((row.cost, row.acquired), (usd(250), date("2026-03-18")));
    assert_eq!(row.entry.grade.as_ref().map(|grade| grade.cert.as_str()), Some("77"));
}

#[test]
fn cardmarket_s_stock() {
    let row = one(
        Format::Cardmarket,
        "idProduct;groupCount;price;idLanguage;condition;isFoil;isSigned;isAltered;isPlayset;isReverseHolo;isFirstEd;isFullArt;isUberRare;isWithDie\n13232;3;0.10;7;3;;1;;;1;;;;\n",
    );
    assert_eq!(told(&row), ("", "", "Cardmarket 13232", "Reverse Holofoil", "ja", String::from("cm EX"), 3));
    assert_eq!(
        (row.entry.card.ids["cardmarket"].as_str(), row.cost),
        ("13232", None),
        "what it is offered for is no cost"
    );
}

#[test]
fn what_a_file_leaves_open_is_asked_and_unknown_until_it_is_answered() {
    let text =
        format!("{MOXFIELD}\n\"1\",\"0\",\"Bolt\",\"m11\",\"\",\"\",\"\",\"\",\"\",\"149\",\"\",\"\",\"1,234\"\n");
    let asked = read(&text);
    assert_eq!(asked.questions, [Question::Mark { example: String::from("1,234") }]);
    assert_eq!((asked.rows[0].cost, asked.rows[0].entry.extra["Purchase Price"].as_str()), (None, "1,234"));
    let answered = |options: Options| -> Parsed { vitrine_formats::parse_text(&text, &options).unwrap() };
    let point = answered(Options { mark: Some(DecimalMark::Point), ..Options::default() });
    assert_eq!((point.rows[0].cost, point.questions.len()), (usd(123_400), 0));
    assert_eq!(point.rows[0].identity, asked.rows[0].identity);

    let text = "Quantity,Name,Finish,Condition,Date Added,Edition Name\n1,Opt,Foil,NM,3/4/2026,Invasion\n";
    assert_eq!(read(text).questions, [Question::Order { example: String::from("3/4/2026") }]);
    let options = Options { order: Some(DayOrder::DayFirst), ..Options::default() };
    let parsed = vitrine_formats::parse_text(text, &options).unwrap();
    assert_eq!(parsed.rows[0].acquired, date("2026-04-03"));
}

//! The document's title. Every page names itself through this and not through `leptos_meta` directly, which writes the
//! text into the document as it is: a card's name could end the element and go on as markup.

use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// Sets the title to `text`, whatever characters are in it.
#[component]
pub fn Title(#[prop(into)] text: TextProp) -> impl IntoView {
    // In a browser the title is set as text.
    #[cfg(feature = "ssr")]
    let text = TextProp::from(move || as_html(&text.get()));
    view! { <leptos_meta::Title text /> }
}

/// Text as the content of an element.
#[cfg(feature = "ssr")]
fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::as_html;

    #[test]
    fn field_5_a_name_cannot_end_the_title() {
        assert_eq!(as_html("</title><meta x=\"&\">"), "&lt;/title&gt;&lt;meta x=\"&amp;\"&gt;");
        assert_eq!(as_html("Rock & Roll \u{b7} Vitrine"), "Rock &amp; Roll \u{b7} Vitrine");
    }
}

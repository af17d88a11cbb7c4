// SPDX-License-Identifier: Apache-2.0
// The pages of products: an edition from its first figure to its signature, by two people.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProductPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
  }
  [[nodiscard]] std::string partnership() const override {
    return hub::proving::replaced(SiteTest::partnership(), "    - {id: emil,", "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: emil,");
  }
  void agree() {
    hub::proving::Terms police;
    police.role = "analyst, strategic-lead";
    auto ed = hub::proving::ed_terms();
    ed.role = police.role;
    bring_into_force(hub::proving::agreement_text(police));
    bring_into_force(hub::proving::agreement_text(ed));
  }
  [[nodiscard]] std::string opened(std::string const& token) {
    auto const response = post("/products", token, "&product=hotspot-brief&purpose=violence-hotspot-analysis");
    EXPECT_EQ(status(response), 303) << response.text().substr(0, 400);
    auto const where = response.headers().find("location");
    if (!where) return {};
    return std::string{*where};
  }
};
CONCORDAT_ON_BOTH_STORES(ProductPages);

TEST_P(ProductPages, TakeAnEditionToItsSignature) {  // M32
  agree();
  open_site();
  auto const writer = sign_in("anna");
  auto const list = get("/products", writer).text();
  EXPECT_THAT(list, HasSubstr("Strategic assessment"));
  EXPECT_THAT(list, HasSubstr("Written every quarter."));
  EXPECT_THAT(list, Not(HasSubstr("the next is due"))) << "nothing was signed off yet";
  auto const edition = opened(writer);
  ASSERT_TRUE(edition.starts_with("/products/editions/")) << edition;
  auto const model = read(get(edition, writer, true));
  EXPECT_FALSE(model["signed"].boolean());
  EXPECT_FALSE(model["may_sign"].boolean()) << "who opened it";
  auto const& figures = model["sections"].array().front()["figures"].array();
  ASSERT_FALSE(figures.empty());
  EXPECT_FALSE(figures.front()["parts"].array().empty());
  for (auto const* section : {"where", "when"}) {
    auto const written = post(edition + "/text", writer, fmt::format("&section={}&words=The+market+%3Cb%3Eon%3C%2Fb%3E+Friday+nights.", section));
    EXPECT_EQ(status(written), 303);
  }
  auto const page = get(edition, writer).text();
  EXPECT_THAT(page, HasSubstr("The market &lt;b&gt;on&lt;/b&gt; Friday nights."));
  EXPECT_THAT(page, Not(HasSubstr("/signature")));
  auto const lead = sign_in("lena");
  auto const to_sign = read(get(edition, lead, true));
  EXPECT_TRUE(to_sign["may_sign"].boolean());
  auto const version = std::to_string(to_sign["version"].integer());
  EXPECT_EQ(status(post(edition + "/signature", lead, "&version=1")), 409) << "not as it was read";
  EXPECT_EQ(status(post(edition + "/signature", lead, "&version=" + version + "&told=0123456789abcdef")), 409) << "nor what it tells";
  EXPECT_THAT(get(edition, lead).text(), HasSubstr("name=\"told\" value=\"" + to_sign["told"].string() + "\""));
  EXPECT_EQ(status(post(edition + "/signature", lead, "&version=" + version + "&told=" + to_sign["told"].string())), 303);
  auto const signed_page = get(edition, writer).text();
  EXPECT_THAT(signed_page, HasSubstr("lena"));
  EXPECT_THAT(signed_page, Not(HasSubstr(edition + "/text")));
  EXPECT_EQ(status(post(edition + "/text", writer, "&section=where&words=x")), 409);
  EXPECT_THAT(get("/products", writer).text(), HasSubstr("Written every quarter. After the last that was signed off, the next is due on 21 February 2027."));
  auto const annex = get(edition + "/annex", writer);
  EXPECT_EQ(status(annex), 200);
  EXPECT_TRUE(annex.text().starts_with("PK"));
  auto const name = annex.headers().find("content-disposition");
  ASSERT_TRUE(name);
  EXPECT_THAT(std::string{*name}, HasSubstr("hotspot-brief-1.xlsx"));
  auto const open_document = get(edition + "/annex?format=ods", writer);
  EXPECT_THAT(open_document.text().substr(0, 120), HasSubstr("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"));
  EXPECT_THAT(std::string{open_document.headers().find("content-disposition").value_or("")}, HasSubstr("hotspot-brief-1.ods"));
  EXPECT_EQ(status(get(edition + "/annex?format=doc", writer)), 400);
}

TEST_P(ProductPages, GiveNothingWhereNothingIsAgreedAndSayWhatHelps) {  // P17
  open_site();
  auto const writer = sign_in("anna");
  auto const edition = opened(writer);
  auto const page = get(edition, writer).text();
  EXPECT_THAT(page, HasSubstr("This figure is not here."));
  EXPECT_THAT(page, Not(HasSubstr("Square 1")));
}

TEST_P(ProductPages, TellOfFeedsAndOfWordsThatMayTellWhoSomebodyIs) {  // M14
  open_site();
  auto const writer = sign_in("anna");
  auto const edition_of = [&](std::string const& product, std::string const& purpose) {
    auto const response = post("/products", writer, "&product=" + product + "&purpose=" + purpose);
    EXPECT_EQ(status(response), 303);
    return std::string{response.headers().find("location").value_or("")};
  };
  auto const loop = get(edition_of("ed-loop-return", "violence-hotspot-analysis"), writer).text();
  EXPECT_THAT(loop, HasSubstr("2026-09: came"));
  EXPECT_THAT(loop, HasSubstr("2026-10: late by"));
  EXPECT_THAT(loop, HasSubstr("Its supplier shows nobody how complete it is."));
  auto const items = get(edition_of("s17a-quarterly", "strategic-assessment"), writer).text();
  EXPECT_THAT(items, HasSubstr("2(h) crime: violence against the person"));
  EXPECT_THAT(items, HasSubstr("nobody here holds it"));
  auto const profile = edition_of("problem-profile-women-girls", "strategic-assessment");
  EXPECT_EQ(status(post(profile + "/text", writer, "&section=harm&words=As+Sarah+Smith+said.")), 303);
  auto const marked = get(profile, writer).text();
  EXPECT_THAT(marked, HasSubstr("Of people who come to harm."));
  EXPECT_THAT(marked, HasSubstr("These words hold what may be a person"));
}

TEST_P(ProductPages, AreNotThereForOthers) {
  agree();
  open_site();
  auto const edition = opened(sign_in("anna"));
  auto const police = sign_in("bert");
  for (auto const* part : {"", "/annex"}) EXPECT_EQ(status(get(edition + part, police)), 404) << part;
  for (auto const* part : {"/figures", "/end"}) EXPECT_EQ(status(post(edition + part, police, "")), 404) << part;
  EXPECT_EQ(status(get(edition, sign_in("emil"))), 403) << "a mentor";
  EXPECT_EQ(status(post("/products", police, "&product=hotspot-brief&purpose=strategic-assessment")), 400);
}

TEST_P(ProductPages, TakeASignedEditionToThePublic) {
  agree();
  open_site();
  auto const writer = sign_in("anna");
  auto const edition = opened(writer);
  for (auto const* section : {"where", "when"}) EXPECT_EQ(status(post(edition + "/text", writer, fmt::format("&section={}&words=The+market.", section))), 303);
  auto const lead = sign_in("lena");
  ASSERT_EQ(status(post(edition + "/signature", lead, "&version=" + std::to_string(read(get(edition, lead, true))["version"].integer()))), 303);
  EXPECT_THAT(get(edition, writer).text(), Not(HasSubstr(edition + "/public"))) << "who did not sign it";
  EXPECT_THAT(get(edition, lead).text(), HasSubstr(edition + "/public"));
  EXPECT_EQ(status(post(edition + "/public", lead, "")), 400) << "nobody said that it was read";
  auto const proposed = post(edition + "/public", lead, "&read=yes");
  ASSERT_EQ(status(proposed), 303) << proposed.text().substr(0, 400);
  auto const page = std::string{proposed.headers().find("location").value_or("")};
  EXPECT_EQ(status(get(page + "/files/html", lead)), 409) << "not public yet";
  for (auto const* other : {"edgar", "paula"}) {
    auto const token = sign_in(other);
    EXPECT_THAT(get(page, token).text(), HasSubstr("The market."));
    EXPECT_EQ(status(post(page + "/answer", token, "&answer=maybe")), 400);
    EXPECT_EQ(status(post(page + "/answer", token, "&answer=yes")), 303) << other;
  }
  EXPECT_EQ(read(get(page, lead, true))["state"].string(), "published");
  EXPECT_THAT(get("/products/public", sign_in("dora")).text(), HasSubstr(page));
  auto const file = get(page + "/files/html", lead);
  EXPECT_EQ(status(file), 200);
  EXPECT_THAT(file.text(), HasSubstr("@media print"));
  EXPECT_THAT(std::string{file.headers().find("content-disposition").value_or("")}, HasSubstr("hotspot-brief-1-public.html"));
  EXPECT_EQ(status(get(page + "/files/pdf", lead)), 400);
  EXPECT_THAT(get(page, lead).text(), HasSubstr("data:image/svg+xml;base64,")) << "a map beside each table";
  EXPECT_THAT(get(page + "/files/svg", lead).text(), HasSubstr("<svg "));
}

TEST_P(ProductPages, LetOtherAgenciesReadASignedEdition) {
  agree();
  open_site();
  auto const writer = sign_in("anna");
  auto const edition = opened(writer);
  for (auto const* section : {"where", "when"}) EXPECT_EQ(status(post(edition + "/text", writer, fmt::format("&section={}&words=The+market.", section))), 303);
  auto const lead = sign_in("lena");
  ASSERT_EQ(status(post(edition + "/signature", lead, "&version=" + std::to_string(read(get(edition, lead, true))["version"].integer()))), 303);
  EXPECT_THAT(get(edition, writer).text(), Not(HasSubstr(edition + "/share"))) << "who did not sign it";
  EXPECT_THAT(get(edition, lead).text(), HasSubstr("value=\"northshire-police\" checked")) << "whose reports it counts is chosen already";
  auto const offered = post(edition + "/share", lead, "&with=northshire-police");
  ASSERT_EQ(status(offered), 303) << offered.text().substr(0, 400);
  auto const page = std::string{offered.headers().find("location").value_or("")};
  auto const reader = sign_in("bert");
  EXPECT_EQ(status(get(page + "/edition", reader)), 403) << "not shared yet";
  for (auto const* other : {"edgar", "paula"}) {
    auto const token = sign_in(other);
    EXPECT_THAT(get(page + "/edition", token).text(), HasSubstr("The market.")) << "who is asked reads the words";
    EXPECT_EQ(status(post(page + "/answer", token, "&answer=maybe")), 400);
    EXPECT_EQ(status(post(page + "/answer", token, "&answer=yes")), 303) << other;
  }
  EXPECT_THAT(get("/products/shared", reader).text(), HasSubstr(page));
  auto const read_it = get(page + "/edition", reader);
  EXPECT_EQ(status(read_it), 200);
  EXPECT_THAT(read_it.text(), HasSubstr("The market."));
  EXPECT_THAT(read_it.text(), HasSubstr("Your agency&#39;s agreements do not permit it.")) << "no agreement gives it the department's counts";
  EXPECT_EQ(status(get(page + "/edition", sign_in("cleo"))), 403) << "not on the list";
  EXPECT_EQ(status(post(page + "/end", lead, "")), 400) << "without a reason";
  EXPECT_EQ(status(post(page + "/end", lead, "&because=wrong")), 303);
  EXPECT_EQ(status(get(page + "/edition", reader)), 403);
  EXPECT_THAT(get(page, reader).text(), HasSubstr("something in it is wrong"));
}

TEST_P(ProductPages, KeepWhatWasTypedWhereTwoWrite) {
  agree();
  open_site();
  auto const writer = sign_in("anna");
  auto const edition = opened(writer);
  EXPECT_EQ(status(post(edition + "/text", writer, "&section=where&writing=&words=First.")), 303);
  auto const late = post(edition + "/text", writer, "&section=where&writing=&words=What+I+typed.");
  EXPECT_EQ(status(late), 409);
  EXPECT_THAT(late.text(), HasSubstr("What I typed."));
  EXPECT_THAT(late.text(), HasSubstr("First."));
  EXPECT_THAT(get(edition, writer).text(), Not(HasSubstr("What I typed.")));
}

TEST_P(ProductPages, ThrowADraftAway) {
  agree();
  open_site();
  auto const writer = sign_in("anna");
  auto const edition = opened(writer);
  EXPECT_EQ(status(post(edition + "/figures", writer, "")), 303);
  EXPECT_EQ(status(post(edition + "/end", writer, "")), 303);
  EXPECT_EQ(status(get(edition, writer)), 404);
}

}  // namespace
}  // namespace concordat::serve

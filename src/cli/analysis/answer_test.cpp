// SPDX-License-Identifier: Apache-2.0
// Answers about the shipped agreements, and every refusal to answer.
#include "cli/analysis/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "agreements/check.h"
#include "agreements/signature.h"
#include "base/chance.h"
#include "base/file.h"
#include "crypto/encoding.h"

namespace concordat::cli::analysis {
namespace {

using ::testing::HasSubstr;

std::filesystem::path const definitions = std::filesystem::path{CONCORDAT_SOURCE_DIR} / "definitions";
std::string const shipped = (definitions / "agreements").string();
std::string const one_file = (definitions / "agreements/ed-to-partnership.yaml").string();

class Answers : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto loaded = hub::load_shelf(definitions);
    ASSERT_TRUE(loaded);
    shelf = std::make_unique<hub::Shelf>(std::move(*loaded));
  }
  static void TearDownTestSuite() { shelf.reset(); }

  static tl::expected<Answer, Failure> ask(Question const& question) { return answer(question, *shelf, nullptr, *parse_date("2026-11-26")); }
  static std::string code_of(Question const& question) {
    auto const answered = ask(question);
    return answered ? "answered" : std::string{answered.error().problem.code.view()};
  }

  inline static std::unique_ptr<hub::Shelf> shelf;
};

TEST_F(Answers, TellWhoSeesAFieldAsTextAndJson) {
  auto const answered = ask({.verb = "who", .files = {shipped}, .field = "istv.assault_place"});
  ASSERT_TRUE(answered);
  EXPECT_THAT(answered->text, HasSubstr("analyst of northshire-csp, from northshire-general-ed"));
  EXPECT_EQ(answered->json["seen_by"].array().size(), 1U);
  EXPECT_EQ(answered->json["agreements"].integer(), 5);
}

TEST_F(Answers, TakeNoSlipOfThePenForAnAgencyThatGetsNothing) {
  EXPECT_EQ(code_of({.verb = "what", .files = {shipped}, .agency = "northshire-csp", .role = "analyst"}), "answered");
  EXPECT_EQ(code_of({.verb = "what", .files = {shipped}, .agency = "northshire-polcie", .role = "analyst"}), "agreement.unknown-agency");
  EXPECT_EQ(code_of({.verb = "what", .files = {shipped}, .agency = "northshire-csp", .role = "analist"}), "agreement.unknown-role");
}

TEST_F(Answers, LeaveOutWhatIsOverOnTheDay) {
  EXPECT_EQ(ask({.verb = "who", .files = {shipped}, .field = "istv.assault_place", .at = "2028-01-01"})->text, "Nobody: no agreement that was looked at gives it.\n");
}

TEST_F(Answers, ListRecordedSharingsThatStop) {
  auto const folder = std::filesystem::path{::testing::TempDir()};
  auto text = *read_file(one_file, 1 << 20);
  auto const line = std::string{"        - {field: istv.site_code, as: value}\n"};
  text.replace(text.find(line), line.size(), "");
  text.replace(text.find("version: 1"), 10, "version: 2");
  auto const next = (folder / "next.yaml").string();
  auto const used = (folder / "used.json").string();
  ASSERT_TRUE(write_file(next, text));
  ASSERT_TRUE(write_file(used, R"([{"discloser":"northshire-general-ed","recipient":"northshire-csp","role":"analyst","purpose":"strategic-assessment","field":"istv.site_code","last_used":"2026-11-01"}])"));
  auto const answered = ask({.verb = "diff", .files = {one_file, next}, .used = used});
  ASSERT_TRUE(answered);
  EXPECT_FALSE(answered->refuses) << "nothing widens";
  EXPECT_THAT(answered->text, HasSubstr("In use until 2026-11-01: istv.site_code"));
  ASSERT_EQ(answered->json["cut_over"].array().size(), 1U);
  EXPECT_TRUE(ask({.verb = "diff", .files = {next, one_file}})->refuses);
  ASSERT_TRUE(write_file(used, R"([{"discloser":"a"}])"));
  EXPECT_EQ(code_of({.verb = "diff", .files = {one_file, next}, .used = used}), "agreement.sharings-malformed");
}

TEST_F(Answers, PrintASignatureOfAnotherKeyAsNone) {
  auto const folder = std::filesystem::path{::testing::TempDir()} / "print-signatures";
  std::filesystem::create_directories(folder / "keys");
  auto const file = (folder / "signed.yaml").string();
  auto const text = *read_file(one_file, 1 << 20);
  ASSERT_TRUE(write_file(file, text));
  auto const loaded = agreements::load(text, file, agreements::vocabulary_from(shelf->catalogue), *parse_date("2026-11-26"));
  ASSERT_TRUE(loaded.agreement);
  SystemChance chance;
  auto const own = crypto::SigningKey::generate(chance);
  auto const other = crypto::SigningKey::generate(chance);
  auto const sidecar = agreements::sign(*loaded.agreement, {}, {"northshire-csp", "information-governance-lead", SystemClock{}.now()}, own);
  ASSERT_TRUE(sidecar);
  ASSERT_TRUE(write_file(agreements::sidecar_name(file), agreements::write_sidecar(*sidecar)));
  auto const printed = [&](std::string const& keys) {
    auto const answered = ask({.verb = "print", .files = {file}, .agency_keys = keys});
    return answered ? answered->text : std::string{answered.error().problem.code.view()};
  };
  auto const keys = (folder / "keys").string();
  auto const publish = [&](crypto::SigningKey const& key) { return write_file(keys + "/csp.pub", "northshire-csp " + crypto::to_base64(key.public_key()) + "\n").has_value(); };
  EXPECT_THAT(printed({}), HasSubstr("not checked"));
  ASSERT_TRUE(publish(other));
  EXPECT_THAT(printed(keys), HasSubstr("does NOT fit"));
  EXPECT_TRUE(ask({.verb = "print", .files = {file}, .agency_keys = keys})->finds);
  ASSERT_TRUE(publish(own));
  EXPECT_THAT(printed(keys), HasSubstr("Each of these signatures fits"));
  EXPECT_FALSE(ask({.verb = "print", .files = {file}, .agency_keys = keys})->finds);
  auto twice = *sidecar;
  auto const forged = agreements::sign(*loaded.agreement, {}, {"northshire-csp", "strategic-lead", SystemClock{}.now()}, other);
  ASSERT_TRUE(forged);
  twice.signatures.push_back(forged->signatures.front());
  ASSERT_TRUE(write_file(agreements::sidecar_name(file), agreements::write_sidecar(twice)));
  EXPECT_THAT(printed(keys), AllOf(HasSubstr("does NOT fit"), Not(HasSubstr("Each of these signatures fits")))) << "its second line was made with another key";
  ASSERT_TRUE(write_file(keys + "/csp.pub", "northshire-police " + crypto::to_base64(own.public_key()) + "\n"));
  EXPECT_THAT(printed(keys), AllOf(HasSubstr("no public key of this agency"), Not(HasSubstr("does NOT fit")))) << "nobody can tell";
  ASSERT_TRUE(write_file(keys + "/csp.pub", "no key"));
  EXPECT_EQ(printed(keys), "agreement.keys-malformed");
  auto of_another = *sidecar;
  of_another.sha256.front() = of_another.sha256.front() == '0' ? '1' : '0';
  ASSERT_TRUE(write_file(agreements::sidecar_name(file), agreements::write_sidecar(of_another)));
  EXPECT_EQ(printed({}), "agreement.signatures-of-another-text") << "and not as though nobody had signed";
  ASSERT_TRUE(write_file(agreements::sidecar_name(file), "no signatures"));
  auto const unread = ask({.verb = "print", .files = {file}});
  ASSERT_FALSE(unread);
  EXPECT_EQ(unread.error().about, agreements::sidecar_name(file));
}

TEST_F(Answers, SayWhyThereIsNone) {
  EXPECT_EQ(code_of({.verb = "who", .files = {shipped}, .field = "no.such_field"}), "agreement.unknown-field");
  EXPECT_EQ(code_of({.verb = "who", .files = {shipped}, .field = "istv.*", .form = "nameless"}), "agreement.unknown-form");
  EXPECT_EQ(code_of({.verb = "who", .files = {shipped}, .field = "istv.*", .at = "2026-02-30"}), "agreement.bad-date");
  EXPECT_EQ(code_of({.verb = "calendar", .files = {shipped}, .days = 0}), "agreement.bad-days");
  EXPECT_EQ(code_of({.verb = "overlap"}), "agreement.nothing-to-look-at");
  EXPECT_EQ(code_of({.verb = "diff", .files = {one_file}}), "agreement.nothing-to-look-at");
  EXPECT_EQ(code_of({.verb = "print", .files = {one_file}, .agency = "northshire-csp", .role = "emperor"}), "agreement.no-such-role");
  EXPECT_EQ(code_of({.verb = "overlap", .files = {(definitions / "agreements/examples-refused/unknown-field.yaml").string()}}), "agreement.has-errors");
}

}  // namespace
}  // namespace concordat::cli::analysis

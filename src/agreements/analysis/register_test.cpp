// SPDX-License-Identifier: Apache-2.0
// The register, and its JSON against docs/formats/register.schema.json.
#include "agreements/analysis/register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "agreements/testing.h"
#include "base/file.h"

namespace concordat::agreements::analysis {
namespace {

using agreements::testing::agreement;
using agreements::testing::clean_text;
using agreements::testing::day;
using agreements::testing::personalised_text;
using agreements::testing::replaced;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// The part of JSON Schema that the schema uses; a word it does not know is a fault, so that nothing goes unchecked.
class Validator {
 public:
  explicit Validator(Json schema) : schema_{std::move(schema)} {}
  [[nodiscard]] std::vector<std::string> faults(Json const& value) {
    faults_.clear();
    check(schema_, value, "$");
    return faults_;
  }

 private:
  void fault(std::string const& at, std::string const& what) { faults_.push_back(at + ": " + what); }

  static bool is_of(std::string const& type, Json const& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) || (type == "string" && value.is_string()) ||
           (type == "integer" && value.is_integer()) || (type == "boolean" && value.is_bool()) || (type == "null" && value.is_null());
  }

  void check(Json const& schema, Json const& value, std::string const& at) {
    for (auto const& [word, said] : schema.object()) {
      if (word == "type") {
        auto const any = said.is_array() ? std::any_of(said.array().begin(), said.array().end(), [&](Json const& one) { return is_of(one.string(), value); })
                                         : is_of(said.string(), value);
        if (!any) fault(at, "is of another type");
      } else if (word == "$ref") {
        check(schema_["$defs"][said.string().substr(std::string{"#/$defs/"}.size())], value, at);
      } else if (word == "const" || word == "enum") {
        auto const any = word == "const" ? said == value : std::find(said.array().begin(), said.array().end(), value) != said.array().end();
        if (!any) fault(at, "is none of the words allowed");
      } else if (word == "pattern") {
        if (value.is_string() && !fits(said.string(), value.string())) fault(at, "does not fit its pattern");
      } else if (word == "minLength" || word == "minimum" || word == "minItems") {
        auto const size = value.is_string() ? static_cast<std::int64_t>(value.string().size()) : value.is_array() ? static_cast<std::int64_t>(value.array().size()) : value.integer();
        if (!value.is_null() && size < said.integer()) fault(at, "is too small");
      } else if (word == "items") {
        for (std::size_t index = 0; index < value.array().size(); ++index) check(said, value.array()[index], at + "[" + std::to_string(index) + "]");
      } else if (word == "required") {
        for (auto const& key : said.array()) {
          if (value.is_object() && !value.contains(key.string())) fault(at, "lacks " + key.string());
        }
      } else if (word == "properties") {
        for (auto const& [key, member] : value.object()) {
          if (said.contains(key)) check(said[key], member, at + "." + key);
        }
      } else if (word == "additionalProperties") {
        for (auto const& [key, member] : value.object()) {
          if (!schema["properties"].contains(key)) fault(at, "has " + key + ", which is not in the schema");
        }
      } else if (word != "$schema" && word != "$id" && word != "$defs" && word != "title" && word != "description") {
        fault(at, "the schema uses a word this check does not know: " + word);
      }
    }
  }

  /// The three patterns the schema has.
  static bool fits(std::string const& pattern, std::string const& text) {
    auto const digits = [](std::string_view part) { return std::all_of(part.begin(), part.end(), [](char letter) { return letter >= '0' && letter <= '9'; }); };
    if (pattern == "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") return text.size() == 10 && text[4] == '-' && text[7] == '-' && digits(text.substr(0, 4)) && digits(text.substr(8));
    if (pattern == "^[0-9a-f]{64}$") return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (pattern == "^[a-z0-9._-]+$") return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == std::string::npos;
    return false;
  }

  Json schema_;
  std::vector<std::string> faults_;
};

Json schema() {
  auto const text = read_file(std::filesystem::path{CONCORDAT_SOURCE_DIR} / "docs/formats/register.schema.json", 1 << 20);
  auto parsed = text ? Json::parse(*text) : Result<Json>{Json{}};
  return parsed ? *parsed : Json{};
}

struct Held {
  Agreement ed = agreement(clean_text);
  Agreement conference = agreement(personalised_text);
  Agreement older = agreement(replaced(std::string{clean_text}, "version: 4", "version: 3"));
  std::vector<InForce> all{{.agreement = &ed, .signatures = SignatureState::complete},
                           {.agreement = &conference, .signatures = SignatureState::complete, .suspended = true},
                           {.agreement = &older, .signatures = SignatureState::complete}};
};

TEST(Register, ValidatesAgainstItsSchema) {  // S41
  Held const held;
  auto validator = Validator{schema()};
  RegisterExtras const extras{{{"school-list", "School list", "testshire-school", {{"testshire-school", "strategic-lead"}}, true}, {"care-list", "Care list", "testshire-care", {}, false}}, {{"hotspots", "Hotspots", {}}}};
  auto const json = to_json(make_register("Testshire", held.all, day("2026-06-01"), {}, extras));
  ASSERT_THAT(json["lists"].array(), SizeIs(2));
  ASSERT_THAT(json["agreements"].array(), SizeIs(3));
  EXPECT_THAT(validator.faults(json), IsEmpty());
  auto spoilt = json;
  spoilt.set("signatures", Json::Array{});
  EXPECT_THAT(validator.faults(spoilt), SizeIs(1));
  auto const nothing = to_json(make_register("Testshire", {}, day("2026-06-01")));
  EXPECT_THAT(validator.faults(nothing), IsEmpty());
  EXPECT_THAT(validator.faults(Json{}), Not(IsEmpty()));
}

TEST(Register, TellsHowEachStands) {
  Held const held;
  auto const all = make_register("Testshire", held.all, day("2026-06-01"));
  ASSERT_THAT(all.entries, SizeIs(3));
  EXPECT_EQ(all.entries[0].id, "isa.testshire.conference");
  EXPECT_EQ(all.entries[0].standing, Standing::suspended);
  EXPECT_EQ(all.entries[1].version, 4);
  EXPECT_EQ(all.entries[1].standing, Standing::in_force);
  EXPECT_EQ(all.entries[2].standing, Standing::superseded);
}

TEST(Register, LeavesOutWhatIsNotSigned) {
  Held const held;
  auto unsigned_ones = held.all;
  for (auto& one : unsigned_ones) one.signatures = SignatureState::proposed;
  EXPECT_THAT(make_register("Testshire", unsigned_ones, day("2026-06-01")).entries, IsEmpty());
}

TEST(Register, HoldsNoKeyAndNoSignature) {
  Held const held;
  auto const text = to_json(make_register("Testshire", held.all, day("2026-06-01"))).canonical();
  for (auto const* const secret : {"key", "signature", "signed_at", "signed_by"}) EXPECT_THAT(text, Not(HasSubstr(secret))) << secret;
}

}  // namespace
}  // namespace concordat::agreements::analysis

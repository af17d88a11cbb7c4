// SPDX-License-Identifier: Apache-2.0
// B.4 key secrecy: the key by which public figures are perturbed is made of the hub's secret and lies nowhere; with it, whoever holds
// the reports of one area could take the noise of every figure away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/chance.h"
#include "base/file.h"
#include "crypto/encoding.h"
#include "hub/backup/backup.h"
#include "hub/hub_test_tools.h"
#include "hub/publishing/publishing.h"
#include "store/dump.h"

namespace concordat::hub::proving {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Collected final : public store::DumpSink {
 public:
  Result<void> write(std::string_view bytes) override {
    text.append(bytes);
    return {};
  }
  std::string text;
};

class KeysOfCells : public HubTest {
 protected:
  void SetUp() override {
    HubTest::SetUp();
    if (IsSkipped()) return;
    take_in_a_quarter();
    Terms police;
    police.role = "analyst, strategic-lead";
    auto ed = ed_terms();
    ed.role = police.role;
    bring_into_force(agreement_text(police));
    bring_into_force(agreement_text(ed));
  }
  [[nodiscard]] std::string partnership() const override {
    return replaced(std::string{partnership_yaml}, "    - {id: emil,", "    - {id: lena, agency: northshire-csp, roles: [strategic-lead], trained: []}\n    - {id: emil,");
  }

  /// An edition with public figures, as its agencies read it before it is public.
  [[nodiscard]] std::string public_figures() {
    Editor const anna{**hub().member("anna"), "analyst"};
    Editor const lena{**hub().member("lena"), "strategic-lead"};
    auto const id = open_edition(hub(), anna, {"hotspot-brief", "violence-hotspot-analysis", {}});
    EXPECT_EQ(code_of(id), "fine");
    auto const edition = see_edition(hub(), anna, *id);
    for (auto const& section : edition->sections) {
      if (section.section.ask.empty()) continue;
      EXPECT_EQ(code_of(write_commentary(hub(), anna, *id, section.section.id, "The north end, on Friday nights.")), "fine");
    }
    EXPECT_EQ(code_of(sign_off(hub(), lena, *id)), "fine");
    auto const made = propose_publication(hub(), lena, *id, ReadThrough::yes);
    EXPECT_EQ(code_of(made), "fine");
    auto const seen = see_publication(hub(), lena.member, *made);
    EXPECT_EQ(code_of(seen), "fine");
    return seen->content.canonical();
  }

  /// The key itself, and as anybody would write it down.
  [[nodiscard]] std::vector<std::string> spellings() {
    auto const key = hub().account_key("public-cell-keys");
    auto const bytes = crypto::text_of(key.expose());
    return {std::string{bytes}, crypto::to_hex(key.expose()), crypto::to_base64(key.expose())};
  }

  void expect_in_none(std::string const& where, std::string_view text) {
    for (auto const& spelling : spellings()) EXPECT_EQ(text.find(spelling), text.npos) << where;
  }
};
CONCORDAT_ON_BOTH_STORES(KeysOfCells);

TEST_P(KeysOfCells, AreInNoFileOfTheHubNoDumpNoBackupAndNoFigure) {  // B.4 key secrecy
  auto const figures = public_figures();
  EXPECT_THAT(figures, HasSubstr("\"tables\":[{")) << "figures that the key went into";
  expect_in_none("what is public", figures);
  SystemChance system;
  ASSERT_EQ(code_of(make_backup_key(folder() / "backup.key", system)), "fine");
  fs::copy_file(folder() / "backup.key.pub", folder() / "keys" / "backup.pub");
  ASSERT_EQ(code_of(make_backup(hub(), {folder() / "copies", folder() / "key-copies", {}})), "fine");
  Collected dump;
  {
    auto transaction = store::Transaction::read(hub().database());
    ASSERT_TRUE(transaction);
    ASSERT_EQ(code_of(store::write_dump(*transaction, store::Schema::hub, dump)), "fine");
  }
  EXPECT_THAT(dump.text, HasSubstr("public_edition"));
  expect_in_none("a dump of the tables", dump.text);
  std::size_t looked_at = 0;
  for (auto const& entry : fs::recursive_directory_iterator{folder().path()}) {
    if (!entry.is_regular_file()) continue;
    auto const content = read_file(entry.path(), 1U << 30);
    ASSERT_EQ(code_of(content), "fine") << entry.path();
    expect_in_none(entry.path().string(), *content);
    ++looked_at;
  }
  EXPECT_GT(looked_at, 5U);
}

TEST_P(KeysOfCells, AreForTheirUseAlone) {
  auto const key = crypto::to_hex(hub().account_key("public-cell-keys").expose());
  for (auto const* use : {"csrf", "totp", ""}) EXPECT_NE(key, crypto::to_hex(hub().account_key(use).expose())) << use;
}

}  // namespace
}  // namespace concordat::hub::proving

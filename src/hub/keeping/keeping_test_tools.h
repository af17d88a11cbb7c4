// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: one of each kind that is kept, all about one matter, with words that can be searched for.
#pragma once

#include <algorithm>

#include "hub/agreements/acknowledgement.h"
#include "hub/keeping/keeping.h"
#include "hub/sharing/audit_sample.h"
#include "hub/sharing/break_glass.h"
#include "hub/sharing/refusals.h"
#include "hub/sharing/sealed_words.h"
#include "hub/sharing/sharing_test_tools.h"
#include "hub/sharing/uses.h"

namespace concordat::hub::proving {

class KeepingTest : public RequestTest {
 protected:
  void at(std::string_view day) { clock_.set(*parse_instant(std::string{day} + "T10:00:00Z")); }
  [[nodiscard]] KeepingReport kept() {
    auto report = run_keeping(hub());
    EXPECT_EQ(code_of(report), "fine");
    return report ? std::move(*report) : KeepingReport{};
  }
  [[nodiscard]] static std::uint64_t held(KeepingReport const& report, std::string const& kind, std::string const& why) {
    auto const found = report.kept.find({kind, why});
    return found == report.kept.end() ? 0 : found->second;
  }
  [[nodiscard]] std::int64_t keys() {
    auto connection = store::Connection::open(store::Url::sqlite((folder() / "keys" / "keys.db").string()));
    return connection->query_integer("SELECT count(*) FROM record_key")->value_or(-1);
  }
  /// A request that is given, by a person of the police.
  [[nodiscard]] std::string given() {
    auto const made = ask();
    EXPECT_EQ(made.state, sharing::RequestState::waiting) << made.told.pretty();
    EXPECT_EQ(code_of(sharing::give(hub(), member("paul"), made.id, {"in-writing"})), "fine");
    return made.id;
  }
  /// A request that is declined, and the appeal against that.
  [[nodiscard]] sharing::Appeal appealed() {
    auto const made = ask();
    EXPECT_EQ(code_of(sharing::decline(hub(), member("paul"), made.id, reasons())), "fine");
    auto appeal = sharing::appeal(hub(), member("carla"), made.id, "Zebedee is in danger now");
    EXPECT_EQ(code_of(appeal), "fine");
    return appeal ? *appeal : sharing::Appeal{};
  }
  void decide(sharing::Appeal const& appeal) {
    ASSERT_EQ(code_of(sharing::decide_appeal(hub(), member(appeal.decider), appeal.id, "upheld", "The source of it would be known")), "fine");
  }
  /// A whole month of everything, which is over when this returns: December.
  void one_of_each() {
    bring_into_force(conference_text());
    know_all();
    auto asked = question();
    asked.necessary = "Zebedee Quill was threatened";
    ASSERT_EQ(code_of(sharing::may_i(hub(), member("carla"), asked)), "fine");
    (void)given();
    decide(appealed());
    auto const glass = sharing::break_glass(hub(), member("carla"), matter, "life", "Zebedee was seen with a knife outside");
    ASSERT_EQ(code_of(glass), "fine");
    ASSERT_EQ(code_of(sharing::end_glass(hub(), member("carla"), glass->id)), "fine");
    ASSERT_EQ(code_of(sharing::review_glass(hub(), member("greta"), glass->id, "justified", "It was the right thing")), "fine");
    ASSERT_EQ(code_of(acknowledge_agreement(hub(), "isa.northshire.conference@1", "carla")), "fine");
    at("2026-12-02");
    for (auto const* lead : {"greta", "lead-police"}) {
      auto const sample = sharing::audit_sample(hub(), member(lead));
      ASSERT_EQ(code_of(sample), "fine");
      for (auto const& one : *sample) ASSERT_EQ(code_of(sharing::audit_done(hub(), member(lead), one.use.id, "in-order", "Looked up by its entry")), "fine");
    }
  }
  /// Every sealed value that there is.
  [[nodiscard]] std::vector<std::string> sealed() {
    std::vector<std::string> all;
    for (auto const sql : {store::Sql{"SELECT full_sealed, question_sealed, words_sealed, decline_sealed FROM sharing_request"}, store::Sql{"SELECT words_sealed, reasons_sealed FROM appeal"},
                           store::Sql{"SELECT sealed FROM may_i"}, store::Sql{"SELECT sealed FROM fact_record"}, store::Sql{"SELECT reason_sealed, review_sealed FROM break_glass"},
                           store::Sql{"SELECT note_sealed FROM audit_sample"}, store::Sql{"SELECT words_sealed FROM link_decision"}}) {
      EXPECT_TRUE(hub().database().query(sql, [&](store::Row const& row) {
        for (int i = 0; i < row.columns(); ++i) {
          if (!row.is_null(i) && !row.blob(i).empty()) all.emplace_back(crypto::text_of(row.blob(i)));
        }
      })) << sql.view();
    }
    std::ranges::sort(all);
    return all;
  }
  /// Everything in the tables of this kind, as text.
  [[nodiscard]] std::string everything() {
    std::string text;
    for (auto const sql : {store::Sql{"SELECT * FROM sharing_request"}, store::Sql{"SELECT * FROM human_refusal"}, store::Sql{"SELECT * FROM appeal"}, store::Sql{"SELECT * FROM may_i"},
                           store::Sql{"SELECT * FROM fact_record"}, store::Sql{"SELECT * FROM data_use"}, store::Sql{"SELECT * FROM break_glass"}, store::Sql{"SELECT * FROM audit_sample"},
                           store::Sql{"SELECT * FROM agreement_acknowledgement"}}) {
      EXPECT_TRUE(hub().database().query(sql, [&](store::Row const& row) {
        for (int i = 0; i < row.columns(); ++i) {
          if (!row.is_null(i)) text += std::string{crypto::text_of(row.blob(i))} + '\x1f' + row.string(i) + '\x1f';
        }
      })) << sql.view();
    }
    return text;
  }
};

}  // namespace concordat::hub::proving

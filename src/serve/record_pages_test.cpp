// SPDX-License-Identifier: Apache-2.0
// The pages of records of incidents: what is told, asked for as long work, and shown as a release.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "hub/records/records_test_tools.h"
#include "hub/records/stored_records.h"
#include "serve/site_test_tools.h"

namespace concordat::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view asking = "/releases/records";
constexpr std::string_view asked = "&from=northshire-general-ed&purpose=violence-hotspot-analysis&quarter=2026-Q3";

class RecordPages : public proving::SiteTest {
 protected:
  void SetUp() override {
    SiteTest::SetUp();
    if (IsSkipped()) return;
    SeededChance chance{5};
    for (auto const* month : {"2026-07", "2026-08", "2026-09"}) {
      take_in("police-incidents", hub::proving::police_month(month, {14, 20, 6, 4}));
      take_in("ed-istv", hub::proving::ed_records(month, 150, chance));
    }
  }
  std::string sent_to(http::Response const& response) {
    EXPECT_EQ(status(response), 303) << response.text().substr(0, 300);
    return std::string{response.headers().find("location").value_or("")};
  }
};
CONCORDAT_ON_BOTH_STORES(RecordPages);

TEST_P(RecordPages, SayWhatIsToldAndWhoIsAsked) {
  open_site();
  auto const token = sign_in("anna");
  auto const html = get(std::string{asking}, token).text();
  for (auto const* told : {"What was attacked", "Why columns are coarse", "Who is asked", "A quarter of a department leaves a single time", "value=\"northshire-general-ed\"", "action=\"/releases/records\""}) EXPECT_THAT(html, HasSubstr(told));
  EXPECT_THAT(html, Not(HasSubstr("value=\"northshire-police\""))) << "which tells no kinds of place";
  EXPECT_THAT(get("/releases", token).text(), HasSubstr(asking));
  EXPECT_EQ(status(post(std::string{asking}, token, "&purpose=violence-hotspot-analysis")), 400) << "of nobody";
  EXPECT_EQ(status(get(std::string{asking}, sign_in("emil"))), 403) << "a mentor asks for no release";
}

TEST_P(RecordPages, LeadToTheReleaseItsFilesAndItsReport) {
  bring_into_force(hub::proving::records_agreement(hub::proving::for_partnership()));
  open_site();
  auto const token = sign_in("anna");
  auto const made = read(post(std::string{asking}, token, std::string{asked}, true));
  auto const page = "/releases/" + made["release"].string();
  EXPECT_EQ(sent_to(post(std::string{asking}, token, std::string{asked})), page) << "asked again it is the same";
  auto const model = read(get(page, token, true));
  EXPECT_EQ(model["period"].string(), "2026-Q3 of ed-istv");
  EXPECT_EQ(model["about"].array().front()["text"].string(), "Records of incidents");
  EXPECT_LT(model["about"].array().size(), 20U) << "what the report says of it, and no rows";
  auto const html = get(page, token).text();
  for (auto const* told : {"Records of incidents", "records.csv", "Delete by", "Table for a spreadsheet"}) EXPECT_THAT(html, HasSubstr(told));
  auto const csv = get(page + "/files/records.csv", token);
  EXPECT_TRUE(csv.text().starts_with("record,place,")) << csv.text().substr(0, 100);
  EXPECT_EQ(csv.headers().find("content-type").value_or(""), "text/csv; charset=utf-8");
  EXPECT_THAT(std::string{csv.headers().find("content-disposition").value_or("")}, HasSubstr("records.csv"));
  auto const report = get(page + "/report", token).text();
  EXPECT_THAT(report, HasSubstr("Disclosure control of records"));
  EXPECT_THAT(report, HasSubstr("Residents who would fit a record (population k)"));
  EXPECT_THAT(get("/releases", token).text(), HasSubstr("Records of incidents<span"));
  EXPECT_EQ(status(get(page, sign_in("bert"))), 404) << "another agency's";
}

TEST_P(RecordPages, SayWhyNotAndWhatHelps) {
  open_site();
  auto const token = sign_in("anna");
  auto const refused = post(std::string{asking}, token, std::string{asked}, true);
  EXPECT_EQ(status(refused), 403);
  auto const reasons = read(refused)["reasons"];
  ASSERT_FALSE(reasons.array().empty());
  EXPECT_FALSE(reasons.array().front()["remedy"].string().empty());
}

TEST_P(RecordPages, SayWhyAQuarterThatLeftForAnotherDoesNotLeave) {
  bring_into_force(hub::proving::records_agreement({}));
  auto terms = hub::proving::for_partnership();
  terms.id = "isa.northshire.records-too";
  bring_into_force(hub::proving::records_agreement(terms));
  open_site();
  EXPECT_EQ(status(post(std::string{asking}, sign_in("bert"), std::string{asked})), 303);
  auto const answer = post(std::string{asking}, sign_in("anna"), std::string{asked}, true);
  EXPECT_GE(status(answer), 400);
  EXPECT_THAT(answer.text(), HasSubstr("records.left-before"));
  EXPECT_THAT(answer.text(), HasSubstr("Ask for a table of counts"));
}

TEST_P(RecordPages, SayThatTheyAreBeingWorkedOutAndAreStopped) {
  bring_into_force(hub::proving::records_agreement(hub::proving::for_partnership()));
  auto const before = leaves().size();
  std::atomic<bool> is_asked = false;
  std::atomic<bool> is_held = true;
  ask_of_looks_ = [&](hub::Hub& hub, hub::ReleaseRequest const& request) -> Result<hub::ReleaseAnswer> {
    while (is_held) {
      if (!request.watch->go_on("coarsening and attacking the records", 0, 1)) return tl::unexpected<Problem>{stopped_work()};
      is_asked = true;
      is_asked.notify_all();
      std::this_thread::yield();
    }
    return hub::answer_request(hub, request);
  };
  open_site();
  services_->settings.look_grace = std::chrono::milliseconds{0};
  auto const token = sign_in("anna");
  auto const member = [&] {
    hub::Member anna;
    anna.id = "anna";
    anna.agency = "northshire-csp";
    return anna;
  }();
  auto const ask_and_wait = [&] { return sent_to(post(std::string{asking}, token, std::string{asked})); };
  auto const progress = ask_and_wait();
  ASSERT_TRUE(progress.starts_with("/places/working/")) << progress;
  is_asked.wait(false);
  auto const html = get(progress, token).text();
  for (auto const* told : {"Records of incidents", "Making the records coarser, and attacking them", "Stop this"}) EXPECT_THAT(html, HasSubstr(told));
  EXPECT_THAT(html, Not(HasSubstr("% of this part"))) << "nobody knows how often the attack sends them back";
  EXPECT_EQ(sent_to(post(progress + "/stop", token, "")), progress);
  ASSERT_TRUE(looks_->wait(member, progress.substr(16), std::chrono::hours{1}));
  EXPECT_THAT(get(progress, token).text(), HasSubstr("/releases/records?purpose=violence-hotspot-analysis&amp;quarter=2026-Q3&amp;from=northshire-general-ed"));
  is_held = false;
  auto const second = ask_and_wait();
  if (second.starts_with("/places/working/")) {
    ASSERT_TRUE(looks_->wait(member, second.substr(16), std::chrono::hours{1}));
    EXPECT_TRUE(sent_to(get(second, token)).starts_with("/releases/"));
    EXPECT_EQ(sent_to(get(second, token)), "/releases") << "it is handed over once; then it stands in the list";
  }
  looks_.reset();
  hubs_.reset();
  open_it();
  auto const all = leaves();
  std::size_t disclosed = 0;
  for (auto at = before; at < all.size(); ++at) disclosed += all[at].event == ledger::Event::disclose ? 1 : 0;
  EXPECT_EQ(disclosed, 1U) << "what was stopped wrote nothing";
}

}  // namespace
}  // namespace concordat::serve

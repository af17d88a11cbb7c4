// SPDX-License-Identifier: Apache-2.0
// Decisions over a folder of agreements: ours with one and with twenty fields, and in the same run one prepared SQLite query
// over the same rules, which is what a plain web application would do (no reasons, one field).
//
//   agreement_bench DEFINITIONS FOLDER USERS.json REQUESTS.jsonl
// Exit code 1 where a decision differs from what is expected, or, at 1,000 agreements or more, where twenty fields take over
// 20 us at 99 of 100 or come under 500,000 a second, or compiling and checking takes over 500 ms.
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "agreements/batch/world.h"
#include "agreements/check.h"
#include "agreements/engine/judgement.h"
#include "base/chance.h"
#include "base/file.h"
#include "catalogue/catalogue.h"

namespace concordat::agreements {
namespace {

using Steady = std::chrono::steady_clock;

double nanoseconds(Steady::time_point begin) {
  return static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(Steady::now() - begin).count());
}

/// Of this thread: what others do on the machine does not count.
double processor_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

struct Cost {
  std::vector<double> each = {};
  double total = 0;  ///< ns of processor time, of a run without a clock inside
  std::size_t permitted = 0;

  double at(double share) {
    auto const place = each.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(each.size() - 1));
    std::nth_element(each.begin(), place, each.end());
    return *place / 1000;
  }
  [[nodiscard]] double a_second() const { return static_cast<double>(each.size()) / (total / 1e9); }
};

/// Each question is copied a moment before it is asked, a hundred at a time: where questions come from, they were just read.
/// Twenty thousand that lie about in memory would measure the memory.
template <class Ask>
Cost measure(std::vector<Question> const& questions, Ask ask) {
  constexpr std::size_t batch = 100;
  Cost cost;
  for (auto const& question : questions) (void)ask(question);  // warm
  auto const in_batches = [&](auto with) {
    for (std::size_t from = 0; from < questions.size(); from += batch) {
      auto const begin = questions.begin() + static_cast<std::ptrdiff_t>(from);
      with(std::vector<Question>{begin, begin + static_cast<std::ptrdiff_t>(std::min(batch, questions.size() - from))});
    }
  };
  in_batches([&](std::vector<Question> const& fresh) {
    auto const begin = processor_ns();
    for (auto const& question : fresh) cost.permitted += ask(question) ? 1U : 0U;
    cost.total += processor_ns() - begin;
  });
  in_batches([&](std::vector<Question> const& fresh) {
    for (auto const& question : fresh) {
      auto const one = Steady::now();
      (void)ask(question);
      cost.each.push_back(nanoseconds(one));
    }
  });
  return cost;
}

void say(char const* what, Cost& cost) {
  std::printf("%-58s p50 %8.2f us  p99 %8.2f us  %12.0f a second  permitted %zu\n", what, cost.at(0.5), cost.at(0.99), cost.a_second(),
              cost.permitted);
}

std::vector<Question> questions_of(char const* file, KnownPeople const& people) {
  std::vector<Question> out;
  std::ifstream lines{file};
  std::string line;
  while (std::getline(lines, line)) {
    auto const json = Json::parse(line);
    auto question = json ? question_from(*json, people) : OrFaults<Question>{};
    if (question.value) out.push_back(std::move(*question.value));
  }
  return out;
}

/// Each request asks for nineteen more fields, always the same ones.
std::vector<Question> widened(std::vector<Question> questions, Vocabulary const& vocabulary, World const& world) {
  std::vector<std::string> names;
  for (auto const& agreement : world.agreements) {
    for (auto const& rule : agreement->rules) {
      for (auto const& item : rule.items) names.push_back(item.field.text);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::erase_if(names, [&](auto const& name) { return vocabulary.field(name) == nullptr; });
  SeededChance chance{20};
  for (auto& question : questions) {
    auto& fields = question.request.fields;
    while (fields.size() < std::min<std::size_t>(20, names.size())) {
      auto const& name = names[chance.below(names.size())];
      if (std::find(fields.begin(), fields.end(), name) == fields.end()) fields.push_back(name);
    }
  }
  return questions;
}

/// One table of rules, one row a discloser, recipient, purpose and field; the other terms in columns.
class Plain {
 public:
  explicit Plain(World const& world) {
    sqlite3_open(":memory:", &database_);
    run("CREATE TABLE rule (discloser TEXT, recipient TEXT, purpose TEXT, field TEXT, role TEXT, form INT, consent INT, cases INT, band INT, area TEXT, since INT, until INT)");
    run("CREATE TABLE ban (field TEXT, purpose TEXT, kind TEXT)");
    run("BEGIN");
    for (auto const& agreement : world.agreements) {
      for (auto const& rule : agreement->rules) add(*agreement, rule);
    }
    for (auto const& one : world.statute) {
      for (auto const& field : one.items) {
        for (auto const& purpose : one.purposes) {
          for (auto const& kind : one.recipient_kinds) ban(field.text, purpose.text, kind);
        }
      }
    }
    run("COMMIT");
    run("CREATE INDEX by_all ON rule (discloser, recipient, purpose, field)");
    run("CREATE INDEX by_ban ON ban (field, purpose, kind)");
    sqlite3_prepare_v2(database_,
                       "SELECT 1 FROM rule WHERE discloser=?1 AND recipient=?2 AND purpose=?3 AND field=?4 AND role LIKE ?5 AND form>=?6 AND "
                       "consent<=?7 AND cases<=?8 AND band<=?9 AND (area='' OR area LIKE ?10) AND since<=?11 AND until>?11 AND NOT EXISTS "
                       "(SELECT 1 FROM ban WHERE field=?4 AND purpose=?3 AND kind=?12) LIMIT 1",
                       -1, &query_, nullptr);
  }
  Plain(Plain const&) = delete;
  Plain& operator=(Plain const&) = delete;
  ~Plain() {
    sqlite3_finalize(query_);
    sqlite3_close(database_);
  }

  bool ask(Question const& question, std::string const& kind) {
    auto const& [request, facts, expect] = question;
    text(1, request.discloser);
    text(2, request.asker);
    text(3, request.purpose);
    text(4, request.fields.front());
    text(5, "%," + request.roles.front() + ",%");
    sqlite3_bind_int(query_, 6, static_cast<int>(request.form));
    sqlite3_bind_int(query_, 7, facts.person.consents && !facts.person.consents->empty() ? 1 : 0);
    sqlite3_bind_int(query_, 8, facts.person.cases && !facts.person.cases->empty() ? 1 : 0);
    sqlite3_bind_int(query_, 9, facts.person.concerns ? facts.person.concerns->front().band : 0);
    text(10, "%," + request.areas.front() + ",%");
    sqlite3_bind_int64(query_, 11, facts.today->time_since_epoch().count());
    text(12, kind);
    auto const found = sqlite3_step(query_) == SQLITE_ROW;
    sqlite3_reset(query_);
    return found;
  }

 private:
  void run(std::string const& sql) { sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr); }
  void text(int at, std::string const& value) { sqlite3_bind_text(query_, at, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT); }
  static std::string list(Words const& words) {
    if (words.empty()) return "";
    std::string out = ",";
    for (auto const& word : words) out += word.text + ",";
    return out;
  }
  void ban(std::string const& field, std::string const& purpose, std::string const& kind) {
    sqlite3_prepare_v2(database_, "INSERT INTO ban VALUES (?1,?2,?3)", -1, &query_, nullptr);
    text(1, field);
    text(2, purpose);
    text(3, kind);
    sqlite3_step(query_);
    sqlite3_finalize(std::exchange(query_, nullptr));
  }
  void add(Agreement const& agreement, Rule const& rule) {
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database_, "INSERT INTO rule VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)", -1, &insert, nullptr);
    std::swap(insert, query_);
    for (auto const& discloser : rule.disclosers) {
      for (auto const& recipient : rule.recipients) {
        for (auto const& purpose : rule.purposes) {
          for (auto const& item : rule.items) {
            text(1, discloser.text);
            text(2, recipient.text);
            text(3, purpose.text);
            text(4, item.field.text);
            text(5, list(rule.recipient_roles));
            sqlite3_bind_int(query_, 6, static_cast<int>(rule.form));
            sqlite3_bind_int(query_, 7, rule.conditions.consent ? 1 : 0);
            sqlite3_bind_int(query_, 8, rule.conditions.case_terms ? 1 : 0);
            sqlite3_bind_int(query_, 9, rule.conditions.concern ? rule.conditions.concern->band_at_least : 0);
            text(10, list(rule.conditions.incident_within));
            sqlite3_bind_int64(query_, 11, agreement.from.time_since_epoch().count());
            sqlite3_bind_int64(query_, 12, agreement.until.time_since_epoch().count());
            sqlite3_step(query_);
            sqlite3_reset(query_);
          }
        }
      }
    }
    std::swap(insert, query_);
    sqlite3_finalize(insert);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt* query_ = nullptr;
};

bool is_whole(Judgement const& judgement) {
  return std::all_of(judgement.verdicts.begin(), judgement.verdicts.end(), [](Verdict const& one) { return one.permitted; });
}

int run(char const* definitions, char const* folder, char const* people, char const* requests) {
  auto const vocabulary = vocabulary_from(catalogue::Catalogue::load(definitions).catalogue);
  auto const loaded = load_world({.documents = folder, .facts = people, .strict = false, .today = *parse_date("2026-06-01")}, vocabulary);
  if (!loaded.world) {
    for (auto const& finding : loaded.findings) std::printf("%s\n", sentence(finding).c_str());
    return 1;
  }
  auto const& world = *loaded.world;
  auto begin = Steady::now();
  std::size_t findings = 0;
  for (auto const& agreement : world.agreements) findings += check(*agreement, world.vocabulary, *parse_date("2026-06-01")).size();
  auto const check_ms = nanoseconds(begin) / 1e6;
  begin = Steady::now();
  auto const bundle = world.compile();
  auto const compile_ms = nanoseconds(begin) / 1e6;
  std::printf("%zu agreements: checked in %.1f ms (%zu findings), compiled in %.1f ms\n", world.agreements.size(), check_ms, findings, compile_ms);

  auto const questions = questions_of(requests, world.people);
  auto const wide = widened(questions, world.vocabulary, world);
  std::size_t wrong = 0;
  Judgement judgement;
  Plain plain{world};
  for (auto const& question : questions) {
    bundle.judge(question.request, question.facts, judgement);
    wrong += question.expect && *question.expect != is_whole(judgement) ? 1U : 0U;
  }
  auto sql = measure(questions, [&](Question const& one) { return plain.ask(one, world.people.agencies.find(one.request.asker)->second); });
  auto const judge = [&](Question const& one) {
    bundle.judge(one.request, one.facts, judgement);
    return is_whole(judgement);
  };
  auto single = measure(questions, judge);
  auto twenty = measure(wide, judge);
  auto words = measure(wide, [&](Question const& one) { return bundle.decide(one.request, one.facts).all_permitted(); });
  say("SQLite, one prepared query, one field, no reasons", sql);
  say("ours, one field, reasons and remedies", single);
  say("ours, twenty fields, transforms, reasons and remedies", twenty);
  say("ours, twenty fields, every word written out", words);
  std::printf("%zu wrong decisions of %zu; %.1f times as many field decisions as SQLite\n", wrong, questions.size(),
              twenty.a_second() * 20 / sql.a_second());
  auto const large = world.agreements.size() >= 1000;
  auto const slow = large && (twenty.at(0.99) > 20 || twenty.a_second() < 500'000 || compile_ms + check_ms > 500);
  return wrong != 0 || slow ? 1 : 0;
}

}  // namespace
}  // namespace concordat::agreements

int main(int count, char** arguments) {
  if (count != 5) {
    std::printf("agreement_bench DEFINITIONS FOLDER USERS.json REQUESTS.jsonl\n");
    return 2;
  }
  return concordat::agreements::run(arguments[1], arguments[2], arguments[3], arguments[4]);
}

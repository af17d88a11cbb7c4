// SPDX-License-Identifier: Apache-2.0
#include "hub/supply/error_file.h"

#include <map>
#include <vector>

#include <fmt/format.h>

#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/agency_name.h"
#include "hub/feeds.h"
#include "hub/processing_desk.h"
#include "hub/sealed_ids.h"
#include "hub/supply/correction.h"
#include "hub/supply/remembered.h"
#include "render/about.h"
#include "sheet_out/book.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql submission_by_id = "SELECT number, id, mapping FROM submission WHERE feed = ? AND id = ? AND state = 'accepted' AND corrects IS NULL";
constexpr store::Sql last_with_rows =
    "SELECT number, id, mapping FROM submission s WHERE feed = ? AND state = 'accepted' AND corrects IS NULL AND EXISTS (SELECT 1 FROM quarantine_row q "
    "WHERE q.submission = s.number AND q.expires_on > ? AND NOT EXISTS (SELECT 1 FROM corrected_row c WHERE c.submission = q.submission AND "
    "c.row_number = q.row_number)) ORDER BY number DESC LIMIT 1";
constexpr store::Sql rows =
    "SELECT id, row_number, cells_sealed, key_version FROM quarantine_row q WHERE submission = ? AND expires_on > ? AND NOT EXISTS (SELECT 1 "
    "FROM corrected_row c WHERE c.submission = q.submission AND c.row_number = q.row_number) ORDER BY row_number";
constexpr store::Sql faults =
    "SELECT q.row_number, q.column_number, q.field, q.code, coalesce(r.remedy, '') FROM quarantine q LEFT JOIN feed_remedy r ON r.code = "
    "q.code AND r.feed = ? WHERE q.submission = ? AND q.expires_on > ? ORDER BY q.id";

}  // namespace sql

namespace {

/// What was wrong with one row, and what helps, as two cells.
struct Said {
  std::string wrong;
  std::string help;
};

struct Source {
  std::int64_t number = 0;
  std::string id;
  std::vector<std::string> headers;  ///< of the cells that were kept
};

/// Rows into one file or the other.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Result<void> row(std::vector<std::string> const& cells) = 0;
  virtual Result<std::string> finish() = 0;
};

class CsvSink final : public Sink {
 public:
  explicit CsvSink(std::vector<std::string> const& headings) { put(headings); }
  Result<void> row(std::vector<std::string> const& cells) override {
    put(cells);
    return {};
  }
  Result<std::string> finish() override { return std::move(text_); }

 private:
  void put(std::vector<std::string> const& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text_ += ',';
      render::append_csv_cell(text_, cells[i]);
    }
    text_ += "\r\n";
  }
  std::string text_ = "\xef\xbb\xbf";  // so that a spreadsheet takes it for what it is
};

class BookSink final : public Sink {
 public:
  BookSink(sheet_out::Book book, std::vector<std::string> notes) : book_{std::move(book)}, notes_{std::move(notes)} {}
  Result<void> row(std::vector<std::string> const& cells) override { return book_.row(cells); }
  Result<std::string> finish() override {
    if (auto begun = book_.sheet("Notes", {{.heading = "How to use this workbook"}}); !begun) return fail(begun);
    for (auto const& note : notes_) {
      if (auto written = book_.row(std::vector{note}); !written) return fail(written);
    }
    return std::move(book_).finish();
  }

 private:
  sheet_out::Book book_;
  std::vector<std::string> notes_;
};

tl::unexpected<Problem> supplier_only() {
  return fail(Fault::refused, "quarantine.supplier-only", "The rows that were set aside go back to those who send the files of the agency that supplied them, and to nobody else.",
              "Ask one of those; everybody may see how many rows there are, and why.");
}

}  // namespace

class ErrorFileWriter {
 public:
  ErrorFileWriter(Hub& hub, Feed const& feed, Member const& member, ErrorRequest const& request)
      : hub_{hub}, feed_{feed}, member_{member}, request_{request}, today_{format_date(hub.clock().today())} {}
  Result<ErrorFile> run();

 private:
  Result<void> refuse();
  Result<std::optional<Source>> find();
  Result<std::map<std::int64_t, Said>> read_faults(Source const& source);
  std::string field_name(std::string_view id) const;
  std::vector<std::string> notes(Source const& source, std::uint64_t index) const;
  Result<std::unique_ptr<Sink>> sink(Source const& source, std::uint64_t index) const;
  Result<std::uint64_t> write_rows(Source const& source, Sink& to);
  Result<Receipt> write_down(store::Transaction& transaction, ErrorFile const& file);

  Hub& hub_;
  Feed const& feed_;
  Member const& member_;
  ErrorRequest const& request_;
  std::string today_;
};

/// Cells stand in the order of the columns that were kept when the file came.
Problem definitions_changed() {
  return {Fault::conflict, "quarantine.definitions-changed", "What the hub keeps of such a file has changed since it came.",
          "Correct the rows in your own system, by the list of what was set aside, and send the file again.", {}};
}

Result<void> ErrorFileWriter::refuse() {
  Act act;
  act.to = member_.agency;
  act.member = member_.id;
  act.fields = {"error-file", feed_.id};
  return record_alone(hub_, refused(std::move(act), "quarantine.supplier-only"));
}

Result<std::optional<Source>> ErrorFileWriter::find() {
  std::optional<Source> source;
  std::vector<std::pair<std::string, std::string>> columns;  // field and heading, where it is one that the profile knows
  auto const take = [&](store::Row const& row) -> Result<void> {
    auto const mapping = Json::parse(row.text(2));
    if (!mapping) return fail(mapping);
    source = Source{row.integer(0), row.string(1), {}};
    for (auto const& column : (*mapping)["columns"].array()) {
      auto const* field = hub_.catalogue().field(column["field"].string());
      bool const dropped = field != nullptr && field->storage == catalogue::Storage::dropped;
      if (!dropped) columns.emplace_back(column["field"].string(), column.contains("header") ? column["header"].string() : std::string{});
    }
    return {};
  };
  auto const read = request_.submission.empty() ? hub_.database().query(sql::last_with_rows, take, feed_.number, today_)
                                                : hub_.database().query(sql::submission_by_id, take, feed_.number, request_.submission);
  if (!read) return fail(read);
  if (!source) return source;
  auto const confirmed = confirmed_headings(hub_, feed_, source->number);
  if (!confirmed) return fail(confirmed);
  for (auto const& [field, heading] : columns) {
    auto const said = confirmed->find(field);
    source->headers.push_back(said != confirmed->end() ? said->second : heading);
  }
  return source;
}

std::string ErrorFileWriter::field_name(std::string_view id) const {
  auto const* field = hub_.catalogue().field(id);
  return field == nullptr ? std::string{id} : field->label;
}

Result<std::map<std::int64_t, Said>> ErrorFileWriter::read_faults(Source const& source) {
  std::map<std::int64_t, Said> all;
  auto read = hub_.database().query(sql::faults,
                                    [&](store::Row const& row) {
                                      auto& said = all[row.integer(0)];
                                      auto const column = row.integer(1);
                                      auto const where = column == 0 ? std::string{"The row"} : field_name(row.text(2));
                                      if (!said.wrong.empty()) said.wrong += "; ";
                                      said.wrong += fmt::format("{} [{}]", where, row.text(3));
                                      if (said.help.find(row.text(4)) != std::string::npos) return;
                                      if (!said.help.empty()) said.help += ' ';
                                      said.help += row.text(4);
                                    },
                                    feed_.number, source.number, today_);
  if (!read) return fail(read);
  return all;
}

std::vector<std::string> ErrorFileWriter::notes(Source const& source, std::uint64_t index) const {
  return {"Each row of the first sheet was set aside when the file came. The last two columns say what was wrong and what helps.",
          "Correct the cells, delete the rows that you cannot correct, and send this file the way you send the files of this feed.",
          "Leave the headings and the column with the row numbers as they are: by them the hub knows which rows these are.",
          "Columns that the hub does not keep are not here. What you leave uncorrected is set aside again.",
          fmt::format("Feed: {} ({}). Submission: {}.", feed_.title, feed_.id, source.id),
          fmt::format("Made on {} for {}, member {}; entry {} of the ledger. It holds what only your agency may see: treat it as your own data.",
                      today_, agency_name(hub_, feed_.agency), hub_.actor(feed_.agency, member_.id), index)};
}

Result<std::unique_ptr<Sink>> ErrorFileWriter::sink(Source const& source, std::uint64_t index) const {
  std::vector<std::string> headings = source.headers;
  for (auto const& own : {row_heading(source.id), std::string{what_was_wrong}, std::string{what_to_do}}) headings.push_back(own);
  if (request_.format == ErrorFormat::csv) return std::make_unique<CsvSink>(headings);
  auto book = sheet_out::Book::begin(hub_.clock().now());
  if (!book) return fail(book);
  std::vector<sheet_out::Column> columns;
  for (auto const& heading : headings) columns.push_back({.heading = heading, .ours = columns.size() >= source.headers.size()});
  if (auto begun = book->sheet("Rows to correct", columns); !begun) return fail(begun);
  return std::make_unique<BookSink>(std::move(*book), notes(source, index));
}

Result<std::uint64_t> ErrorFileWriter::write_rows(Source const& source, Sink& to) {
  auto const faults = read_faults(source);
  if (!faults) return fail(faults);
  auto const* agency = hub_.agency(feed_.agency);
  auto const processing = ProcessingDesk::open();
  std::uint64_t rows = 0;
  auto read = hub_.database().query(sql::rows,
                                    [&](store::Row const& row) -> Result<void> {
                                      auto const opened = hub_.vault().open_identity({quarantine_key(row.integer(0)), agency->number, row.small(3)}, row.bytes(2));
                                      if (!opened) return fail(opened);
                                      auto const kept = Json::parse(opened->reveal(processing));
                                      if (!kept) return fail(kept);
                                      if (kept->array().size() != source.headers.size()) return tl::unexpected<Problem>{definitions_changed()};
                                      std::vector<std::string> cells;
                                      for (auto const& cell : kept->array()) cells.push_back(cell.string());
                                      auto const said = faults->find(row.integer(1));
                                      cells.push_back(std::to_string(row.integer(1)));
                                      cells.push_back(said == faults->end() ? "" : said->second.wrong);
                                      cells.push_back(said == faults->end() ? "" : said->second.help);
                                      ++rows;
                                      return to.row(cells);
                                    },
                                    source.number, today_);
  if (!read) return fail(read);
  return rows;
}

Result<Receipt> ErrorFileWriter::write_down(store::Transaction& transaction, ErrorFile const& file) {
  Act act;
  act.event = ledger::Event::export_;
  act.verdict = ledger::Verdict::permit;
  act.to = feed_.agency;
  act.member = member_.id;
  act.fields = {"error-file", feed_.id};
  act.bundle = crypto::sha256(std::string_view{file.bytes});
  act.detail.set("submission", file.submission).set("rows", file.rows);
  return record(hub_, transaction, std::move(act));
}

Result<ErrorFile> ErrorFileWriter::run() {
  auto const may = may_have_rows_back(hub_, feed_, member_);
  if (!may) return fail(may);
  if (!*may) {
    if (auto noted = refuse(); !noted) return fail(noted);
    return supplier_only();
  }
  auto transaction = store::Transaction::write(hub_.database());
  if (!transaction) return fail(transaction);
  auto const index = hub_.log().next_index(*transaction);  // stands in the file
  if (!index) return fail(index);
  auto const source = find();
  if (!source) return fail(source);
  auto const nothing = [] {
    return fail(Fault::not_found, "quarantine.nothing", "No row of this feed or submission is set aside, or its time is over.",
                "'concordat quarantine' and the page 'What was set aside' list what there is.");
  };
  if (!*source) return nothing();
  auto to = sink(**source, *index);
  if (!to) return fail(to);
  auto const rows = write_rows(**source, **to);
  if (!rows) return fail(rows);
  if (*rows == 0) return nothing();
  auto bytes = (*to)->finish();
  if (!bytes) return fail(bytes);
  bool const csv = request_.format == ErrorFormat::csv;
  ErrorFile file{fmt::format("{}-to-correct.{}", feed_.id, csv ? "csv" : "xlsx"),
                 csv ? "text/csv" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", std::move(*bytes), (*source)->id, *rows, *index};
  auto const receipt = write_down(*transaction, file);
  if (!receipt) return fail(receipt);
  if (auto done = transaction->commit(); !done) return fail(done);
  if (auto done = hub_.log().sign_pending(); !done) return fail(done);
  return file;
}

Result<ErrorFile> error_file(Hub& hub, Feed const& feed, Member const& member, ErrorRequest const& request) {
  return ErrorFileWriter{hub, feed, member, request}.run();
}

}  // namespace concordat::hub

// SPDX-License-Identifier: Apache-2.0
#include "cli/protection/protect_verbs.h"

#include <utility>
#include <vector>

#include "cli/files/same_file.h"
#include "cli/protection/runs.h"

namespace concordat::cli {
namespace {

using A = ProtectArguments;

/// A file to write that is one of those read, or another one to write, by name or by a link, is refused ("protect.same-file").
Tried<void> check_own_outputs(ProtectArguments const& arguments, bool profile_is_file) {
  std::vector<std::string> taken{arguments.in, arguments.points, arguments.residents, arguments.named, arguments.groups, arguments.agreement, arguments.earlier, arguments.earlier_points, profile_is_file ? arguments.profile : std::string{}};
  for (auto const& [option, path] : {std::pair{"--key-file", &arguments.key_file}, {"--id-key", &arguments.id_key}, {"--budget", &arguments.budget}, {"--out", &arguments.out}, {"--report", &arguments.report}}) {
    for (auto const& other : taken) {
      if (!name_one_file(*path, other)) continue;
      return tl::unexpected{FileTrouble{*path, Problem{Fault::refused, "protect.same-file", "A file to write is one that is read, or another one to write.",
                                                       "Name a file of its own to write: nothing was written.", {.field = option}}}};
    }
    taken.push_back(*path);
  }
  return {};
}

template <RunProtect* Run, bool profile_is_file = false>
Tried<FileAnswer> into_own_files(ProtectArguments const& arguments) {
  if (auto const own = check_own_outputs(arguments, profile_is_file); !own) return stopped(own);
  return Run(arguments);
}

ProtectOption const report{"--report", "one page on what was done and what an attacker would get: .html or .json", &A::report};

std::vector<ProtectVerb> all_verbs() {
  return {
      {"rows", "coarsen records until nobody stands out, and withhold the few that still would",
       {{"IN", "CSV, TSV, JSON Lines or GeoJSON; one row a record", &A::in, true},
        {"--profile", "protection profile: what becomes of each column; for records of your own shape", &A::profile},
        {"--recipient-holds-named-incidents", "yes or no, instead of a profile: the shipped rules for records of incidents, by what their reader holds", &A::holds},
        {"--agreement", "instead of both: an agreement, which says what its recipient holds", &A::agreement}, {"--rule", "with --agreement: the rule under which the records leave", &A::rule},
        {"--id-key", "with --agreement: key of ids by which this recipient, and no other, knows a record again; made where it is not there", &A::id_key},
        {"--epoch", "with --id-key: word for the time in which ids stay, as 2026-Q1", &A::epoch},
        {"--out", "file to write, CSV; its rows are in an order of chance", &A::out, true},
        {"--points", "table of published points that public places are moved to: id,x,y,addresses,lsoa,msoa,la", &A::points},
        {"--earlier", "an earlier release of the same incidents, as it was written, where its table of points was another", &A::earlier},
        {"--earlier-points", "with --earlier: the table of points that it was made with", &A::earlier_points},
        {"--residents", "table of residents, for the population k: residents,lsoa,msoa,la,age,sex", &A::residents},
        {"--named", "named incidents as the reader holds them, with the columns of IN; yes tries made-up ones besides", &A::named},
        {"--id", "column of both files whose ids say which incidents are the same (default: id); it never leaves", &A::id},
        {"--drop", "further columns that are not to leave, as a,b", &A::drop}, {"--k", "how many records must look alike; 5 where it is not given", &A::k}, report},
       into_own_files<run_protect_rows, true>},
      {"texts", "keep back the rows whose free text tells who somebody is: names, NHS and pupil numbers, telephones, dates of birth, postcodes",
       {{"IN", "CSV, TSV or JSON Lines", &A::in, true}, {"--columns", "columns to look through, as a,b (default: column)", &A::columns}, {"--out", "file to write, CSV: the rows that may go on", &A::out, true}, report},
       into_own_files<run_protect_texts>},
      {"table", "a table with totals that may be shown: small counts hidden, rounded or changed as the profile says",
       {{"IN", "CSV of records, or of counts with --count", &A::in, true}, {"--profile", "partner, nhs, ten-five, public or noise", &A::profile, true}, {"--out", "file to write, CSV", &A::out, true},
        {"--rows", "column that becomes the rows (default: row)", &A::rows}, {"--columns", "column that becomes the columns (default: column)", &A::columns},
        {"--group", "column that gathers rows in groups with totals of their own, as wards of areas", &A::group}, {"--count", "column of counts; without it every row of the file is one record", &A::count},
        {"--id", "column of lasting ids of records, for public (default: id)", &A::id}, {"--key-file", "key of the data set, for public; made where it is not there", &A::key_file},
        {"--by", "for partner, instead of --rows and --columns: any number of columns, as area,method,sex", &A::by}, {"--within", "with --by: columns that gather others, as area:ward:district", &A::within},
        {"--subject", "of public: violence, sexual-or-domestic or other; the first two need areas of 1,000 and 7,500 residents", &A::subject},
        {"--residents", "of public: residents of each row, for the size of the areas: area,residents", &A::residents},
        {"--budget", "of noise: file of what was spent on each quarter; made where it is not there", &A::budget}, {"--categories", "of noise: every value that --columns can have, as a,b", &A::categories},
        {"--epsilon", "of noise: 1 or a fraction as 1/2; less is more noise (default: 1)", &A::epsilon},
        {"--sensitive", "columns of the table, as a,b: refuse a row whose people are fewer than ten and all in one", &A::sensitive}, report},
       into_own_files<run_protect_table>},
      {"audit", "what a reader can work out from a published table with totals: exit code 3 where a hidden figure follows",
       {{"IN", "CSV as published: labels, figures, * where hidden; totals named Total; or one row a cell, as --by writes it", &A::in, true}, {"--out", "file to write, CSV: lowest and highest count of each hidden cell", &A::out},
        {"--rounded", "nhs or ten-five: the figures are rounded so, and the totals as well", &A::rounded},
        {"--rows", "column of the labels (default: the first that is not --group)", &A::rows}, {"--group", "column of the groups of rows", &A::group},
        {"--within", "of a table made with --by: columns that gather others, as area:ward:district", &A::within},
        {"--groups", "with --within: file that says what is in which group, as area,ward,district; the records that the table was made of will do", &A::groups},
        {"--width", "refuse an interval narrower than this as well, as 5 (default: 1)", &A::width}, report},
       into_own_files<run_protect_audit>},
  };
}

}  // namespace

std::span<ProtectVerb const> protect_verbs() {
  static auto const all = all_verbs();
  return all;
}

}  // namespace concordat::cli

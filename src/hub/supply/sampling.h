// SPDX-License-Identifier: Apache-2.0
// The first rows of a file, to propose from; and where its heading is, as the spellings we know tell it.
#pragma once

#include <string>
#include <vector>

#include "intake/map/mapping.h"
#include "intake/map/suggestion.h"
#include "intake/read/row_source.h"

namespace concordat::hub {

struct Sample {
  intake::TableHead head;
  intake::SampleTable table;
  intake::Reading reading;  ///< how the heading was read, where the reader itself would have read it otherwise
};

/// The same on the sheet that somebody names now; an empty name leaves it.
[[nodiscard]] intake::Reading on_sheet(intake::Reading reading, std::string const& sheet);

/// The reader's options for a table that lies so.
[[nodiscard]] intake::ReadOptions read_options(intake::Reading const& reading);

/// REQUIRES: a seekable file.
[[nodiscard]] Result<Sample> take_sample(intake::FileDescriptor const& file, intake::Reading const& reading,
                                         std::vector<std::string> const& reader);

/// A heading of two rows that the reader took for one: the sample read with the joined heading, where that has more
/// headers which `profile` knows; otherwise `sample` itself.
[[nodiscard]] Result<Sample> with_better_heading(Sample sample, intake::Profile const& profile,
                                                 intake::FileDescriptor const& file,
                                                 std::vector<std::string> const& reader);

}  // namespace concordat::hub

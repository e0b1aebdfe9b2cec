#include <gmock/gmock.h>
#include <core/csv.hpp>

namespace offlist::api {

TEST(csv, quotes_what_would_break_a_record)
{
    EXPECT_EQ(csv_record({"a", "b,c", "d\"e", "f\ng", ""}), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
}

TEST(csv, no_cell_is_a_formula)
{
    EXPECT_EQ(csv_record({"=1+1", "+1", "-1+1", "@x", "\t=1"}), "'=1+1,'+1,'-1+1,'@x,'\t=1\r\n");
    EXPECT_EQ(csv_record({"\r=1", "=\"a\""}), "\"'\r=1\",\"'=\"\"a\"\"\"\r\n");
    EXPECT_EQ(csv_record({"a=1", "192.0.2.7", "2001:db8::1"}), "a=1,192.0.2.7,2001:db8::1\r\n");
}

TEST(csv, a_negative_number_stays_one)
{
    EXPECT_EQ(csv_record({"-35.00", "-1", "-", "-1.", "-.5", "--1", "-1e5"}), "-35.00,-1,'-,'-1.,'-.5,'--1,'-1e5\r\n");
}

}  // namespace offlist::api

/// Rates of registration as an organ donor in 27 states of the United States, 2010-Q4 to 2012-Q1, in hundredths of a
/// per cent: the data set `organ_donations` of the package causaldata 0.1.5, after Kessler and Roth (2014), Do not take
/// "no" for an answer.
enum OrganDonations {
  static let quarters = ["2010-Q4", "2011-Q1", "2011-Q2", "2011-Q3", "2011-Q4", "2012-Q1"]
  static let rates: [(state: String, rates: [Int])] = [
    ("Alaska", [7500, 7700, 7700, 7800, 7800, 7900]),
    ("Arizona", [2634, 2092, 2261, 2503, 2351, 2587]),
    ("California", [2666, 2731, 2743, 2636, 2607, 2641]),
    ("Colorado", [6653, 6674, 6736, 6715, 6699, 6594]),
    ("Connecticut", [3905, 3853, 3952, 4031, 3864, 3984]),
    ("District of Columbia", [3319, 2866, 2951, 4024, 3791, 3646]),
    ("Florida", [3753, 3795, 3947, 4181, 4037, 4070]),
    ("Hawaii", [4170, 4105, 4271, 4294, 4307, 4108]),
    ("Louisiana", [5372, 5460, 5619, 5949, 5510, 5486]),
    ("Maryland", [4635, 4529, 4679, 4590, 4950, 4560]),
    ("Michigan", [1563, 1491, 1923, 2461, 2294, 4216]),
    ("Minnesota", [5358, 5173, 5202, 5246, 5280, 5398]),
    ("Missouri", [4025, 3987, 4063, 4089, 4150, 4127]),
    ("Montana", [6429, 6406, 6578, 6683, 6674, 6523]),
    ("Nebraska", [4541, 4337, 4360, 4405, 4389, 4519]),
    ("New Hampshire", [5576, 5594, 5643, 5334, 5248, 5253]),
    ("New Jersey", [3037, 3109, 3039, 3109, 3127, 3334]),
    ("New York", [1249, 1267, 1314, 1451, 1277, 1229]),
    ("North Carolina", [5239, 5190, 5320, 5340, 5284, 5126]),
    ("Ohio", [5545, 5593, 5701, 5701, 5751, 5645]),
    ("Pennsylvania", [4531, 4536, 4553, 4559, 4551, 4527]),
    ("South Carolina", [3083, 2617, 2556, 2641, 2966, 2280]),
    ("Tennessee", [3268, 3249, 3382, 3428, 3385, 3400]),
    ("Virginia", [2645, 3623, 3455, 3590, 3443, 3701]),
    ("Washington", [5811, 5893, 5882, 5846, 5842, 5947]),
    ("Wisconsin", [5735, 5710, 5720, 5688, 5660, 5814]),
    ("Wyoming", [5931, 5946, 5937, 5911, 5854, 5881]),
  ]
}

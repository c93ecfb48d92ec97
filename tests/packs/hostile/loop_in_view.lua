-- expect: fault steps
-- The same while the page is made.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    while true do end
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}

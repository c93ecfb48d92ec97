-- expect: fault
-- A text of a hundred kilobytes.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.text(("x"):rep(100000)) }
  end,
  grade = function(p, key, a)
    return parts { a = { true } }
  end,
}

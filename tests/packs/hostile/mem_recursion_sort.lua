-- expect: fault error
-- Recursion through an order function.
return exercise {
  title = "x", minutes = 1,
  view = function(p)
    return { ui.short{ id = "a", label = "a", optional = true } }
  end,
  grade = function(p, key, a)
    local function f() table.sort({ 2, 1 }, f) end
    f()
  end,
}
